import { chmodSync } from "node:fs";
import { dirname } from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";
import { runByPipe } from "./kit/run-program.ts";

const projects: Project[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project[Symbol.dispose]();
});

function projectOf(files: Readonly<Record<string, string>>): Project {
  const project = new Project(files);
  projects.push(project);
  return project;
}

interface FirstProblem {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly fix?: string;
}

async function check(
  project: Project,
  argv: readonly string[] = [],
  folder = ".",
): Promise<FirstProblem | undefined> {
  const { stdout } = await runCommand(["check", "--json", ...argv], { cwd: project.path(folder) });
  return (JSON.parse(stdout) as { problems: FirstProblem[] }).problems[0];
}

const good = definitionFile("port: z.int().default(1)");

describe("a definition is found", () => {
  test.each(["ts", "mts", "js", "mjs"])("as confide.config.%s", async (extension) => {
    expect(await check(projectOf({ [`confide.config.${extension}`]: good }))).toBeUndefined();
  });

  test("as confide.config.cjs, also one that a compiler made", async () => {
    const code =
      'const z = require("zod");\nconst it = { schema: z.object({ a: z.string().default("") }) };\n';
    expect(await check(projectOf({ "confide.config.cjs": `${code}module.exports = it;\n` }))).toBeUndefined();
    const compiled = `${code}Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = it;\n`;
    expect(await check(projectOf({ "confide.config.cjs": compiled }))).toBeUndefined();
  });

  test("as the export called definition, where there is no default export", async () => {
    const named = good.replace("export default", "export const definition =");
    expect(named).not.toBe(good);
    expect(await check(projectOf({ "confide.config.ts": named }))).toBeUndefined();
    const other = good.replace("export default", "export const other =");
    expect(await check(projectOf({ "confide.config.ts": other }))).toMatchObject({
      code: "not-a-definition",
    });
  });

  test("in a folder above, whose .env is then read", async () => {
    const project = projectOf({
      "confide.config.ts": definitionFile("port: z.int()"),
      ".env": "PORT=1\n",
      "src/deep/x": "",
    });
    expect(await check(project, [], "src/deep")).toBeUndefined();
  });

  test("in src, as a compiler that writes files wants it; its .env is the project's", async () => {
    const project = projectOf({
      "src/confide.config.ts": definitionFile("port: z.int()"),
      ".env": "PORT=1\n",
      "src/deep/x": "",
    });
    expect(await check(project)).toBeUndefined();
    expect(await check(project, [], "src/deep")).toBeUndefined();
    expect(await check(project, ["--config", "src/confide.config.ts"])).toBeUndefined();
    project.write({ "confide.config.ts": good });
    expect(await check(project)).toMatchObject({ code: "two-definitions" });
  });

  test("by --config, with the name of an export", async () => {
    const files = {
      "src/my settings.ts": good.replace("export default", "export const settings ="),
      "a/x": "",
    };
    const project = projectOf(files);
    expect(await check(project, ["--config", "src/my settings.ts#settings"])).toBeUndefined();
    expect(await check(project, ["-c", "../src/my settings.ts#settings"], "a")).toBeUndefined();
    expect(await check(project, ["--config", "src/my settings.ts#other"])).toMatchObject({
      code: "not-a-definition",
      message: expect.stringContaining("The export other of ") as string,
    });
    expect(await check(project, ["--config", "src/none.ts"])).toMatchObject({ code: "no-definition" });
  });
});

describe("one that can't be read", () => {
  test("is a folder, named or found", async () => {
    const project = projectOf({ "settings/x": "", "confide.config.ts/x": "" });
    expect(await check(project, ["--config", "settings"])).toMatchObject({
      code: "unreadable-definition",
      message: `${project.path("settings")} is a folder`,
    });
    expect(await check(project)).toMatchObject({
      code: "unreadable-definition",
      message: `${project.path("confide.config.ts")} is a folder`,
    });
  });

  test("belongs to another user", async () => {
    const project = projectOf({ "confide.config.ts": good });
    chmodSync(project.path("confide.config.ts"), 0o000);
    chmodSync(dirname(project.folder), 0o755);
    const { exitCode, stdout } = await runByPipe(["check", "--json"], {
      cwd: project.folder,
      isPlainUser: true,
    });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [
        {
          code: "unreadable-definition",
          message: `${project.path("confide.config.ts")} can't be read (EACCES)`,
        },
      ],
    });
  });
});

describe("there is none", () => {
  test("up to the repository's folder", async () => {
    const project = projectOf({ "apps/web/.git/HEAD": "", "apps/web/src/x": "", "confide.config.ts": good });
    const problem = await check(project, [], "apps/web/src");
    expect(problem).toMatchObject({
      code: "no-definition",
      fix: expect.stringContaining("--config") as string,
    });
    expect(problem?.message).toContain(project.path("apps/web/src"));
    expect(problem?.message).toMatch(/apps\/web$/);
  });

  test.each([
    ["pnpm-workspace.yaml", ""],
    ["package.json", '{ "workspaces": ["*"] }'],
  ])("up to the folder of a workspace: %s", async (name, text) => {
    const project = projectOf({ [`apps/${name}`]: text, "apps/web/x": "", "confide.config.ts": good });
    expect(await check(project, [], "apps/web")).toMatchObject({ code: "no-definition" });
    project.write({ "apps/confide.config.mjs": good });
    expect(await check(project, [], "apps/web")).toBeUndefined();
  });

  test("that could be meant: two are in one folder", async () => {
    const problem = await check(projectOf({ "confide.config.ts": good, "confide.config.mjs": good }));
    expect(problem?.code).toBe("two-definitions");
    expect(problem?.message).toContain("confide.config.ts and confide.config.mjs");
  });
});

describe("TypeScript that Node can't run goes through jiti", () => {
  test("enums, and decorators", async () => {
    const code = `enum Level { Low = "low" }\n${good.replace("default(1)", "default(Level.Low.length)")}`;
    expect(await check(projectOf({ "confide.config.ts": code }))).toBeUndefined();
    const decorated = `const named = (it: unknown, _?: unknown) => it as never;\n@named class A {}\nvoid A;\n${good}`;
    expect(await check(projectOf({ "confide.config.ts": decorated }))).toBeUndefined();
  });

  test("path aliases of a tsconfig.json, and names without an extension", async () => {
    const project = projectOf({
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      "src/port.ts": "export const port: number = 1;\n",
      "src/settings.ts": `export { port } from "./port";\n`,
      "confide.config.ts": `import { port } from "@/settings";\n${good.replace("default(1)", "default(port)")}`,
    });
    expect(await check(project)).toBeUndefined();
  });
});

describe("what is wrong with it has its place, and no value", () => {
  const secretText = "canary-5e1f0c77d2";

  test.each(["ts", "mjs"])("a syntax error, in confide.config.%s", async (extension) => {
    const name = `confide.config.${extension}`;
    const problem = await check(projectOf({ [name]: `\nexport default "${secretText}" "x";\n` }));
    expect(problem).toMatchObject({
      code: "syntax-error",
      line: 2,
      message: expect.stringMatching(
        new RegExp(`/${name}:2:35 can't be parsed: a syntax error, there or before$`),
      ) as string,
    });
    expect(problem?.file).toMatch(new RegExp(`/${name}$`));
    expect(JSON.stringify(problem)).not.toContain("canary");
  });

  test("an error that it throws, with the place in the file that threw", async () => {
    const project = projectOf({
      "confide.config.ts": `import { port } from "./settings.ts";\nexport default port;\n`,
      "settings.ts": `export const port: number = (() => {\n  throw new RangeError("${secretText}\\n    at /etc/passwd:7:1");\n})();\n`,
    });
    const problem = await check(project);
    expect(problem).toMatchObject({ code: "definition-throws", line: 2, file: project.path("settings.ts") });
    expect(problem?.message).toContain("threw RangeError");
    expect(JSON.stringify(problem)).not.toMatch(/canary|passwd/);
  });

  test.each([
    [
      "of a definition",
      good.replace("sources:", "source:"),
      "a definition has no option source: did you mean sources?",
    ],
    [
      "of a source",
      good.replace("dotenv()", 'dotenv({ mod: "x" })'),
      "dotenv() has no option mod: did you mean mode?",
    ],
    [
      "that is a value",
      good.replace("dotenv()", `dotenv({ "${secretText}-7f=": 1 })`),
      "has no option (not shown)",
    ],
    ["that fits no other", good.replace("env()", "env({ strict: true })"), "strict"],
    [
      "of a store around another",
      good
        .replace("[env(), dotenv()]", "[fromStore(cached({}, { ttlMs: -1 }))]")
        .replace("defineConfig,", "cached, defineConfig, fromStore,"),
      "ttlMs must be",
    ],
  ])("an option %s is named, with what was probably meant", async (_, code, expected) => {
    const project = projectOf({ "confide.config.ts": code });
    const problem = await check(project);
    expect(problem).toMatchObject({
      code: "invalid-definition",
      message: expect.stringContaining(expected) as string,
      file: project.path("confide.config.ts"),
    });
    expect(JSON.stringify(problem)).not.toContain("canary");
    expect((await runCommand(["secret", "list", "--json"], { cwd: project.folder })).stdout).toContain(
      expected,
    );
  });

  test("an option in a call is reported with its line", async () => {
    const code = good.replace("dotenv()", 'dotenv({ mod: "x" })');
    expect(await check(projectOf({ "confide.config.ts": code }))).toMatchObject({ line: 6 });
  });

  test("a load in it that fails says to move it", async () => {
    const code = good
      .replace("export default defineConfig(", "export default await loadConfig(")
      .replace("defineConfig,", "loadConfig,");
    const problem = await check(projectOf({ "confide.config.ts": code.replace(".default(1)", "") }));
    expect(problem).toMatchObject({
      code: "definition-throws",
      fix: expect.stringContaining("another file") as string,
    });
  });

  test("what it waits for while it is imported has a limit", async () => {
    const code = `setInterval(() => undefined, 10).unref?.();\nawait new Promise((done) => void setTimeout(done, 60_000).unref());\n${good}`;
    const { folder } = projectOf({ "confide.config.ts": code });
    const { stdout } = await runCommand(["check", "--json"], { cwd: folder, importMs: 20 });
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      problems: [{ code: "import-timeout", message: expect.stringContaining("within 0.02 s") as string }],
    });
  });

  test("a module that can't be found", async () => {
    const problem = await check(
      projectOf({ "confide.config.ts": `import "not-installed-at-all";\n${good}` }),
    );
    expect(problem).toMatchObject({ code: "module-not-found" });
    expect(problem?.message).toContain("imports not-installed-at-all");
  });

  test.each([
    ["nothing", "export const a = 1;", "isn't there"],
    ["a promise", "export default Promise.resolve({});", "is a promise"],
    ["a function", "export default () => ({});", "is a function"],
    ["a schema", 'import * as z from "zod"; export default z.object({});', "is a schema alone"],
    ["what was loaded", `export default { port: "${secretText}" };`, "has no schema"],
    ["text", `export default "${secretText}";`, "is of the type string"],
  ])("an export that is %s", async (_, code, expected) => {
    const problem = await check(projectOf({ "confide.config.ts": code }));
    expect(problem).toMatchObject({
      code: "not-a-definition",
      message: expect.stringContaining(expected) as string,
    });
  });
});
