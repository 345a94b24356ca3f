import { execFile } from "node:child_process";
import { lstatSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { INIT_PROJECTS } from "./kit/init-projects.ts";
import { Project } from "./kit/project.ts";
import { type CommandOutput, runCommand } from "./kit/run-command.ts";

const projects = new Map<string, Project>();
const outputs = new Map<string, CommandOutput>();
const names = Object.keys(INIT_PROJECTS);
const of = (name: string) => {
  const [expected, project, output] = [INIT_PROJECTS[name], projects.get(name), outputs.get(name)];
  if (!expected || !project || !output) throw new Error("no such project");
  return { expected, project, output };
};

beforeAll(async () => {
  for (const [name, { files }] of Object.entries(INIT_PROJECTS)) {
    const project = new Project(files);
    projects.set(name, project);
    outputs.set(name, await runCommand(["init", "--yes", "--json"], { cwd: project.folder }));
  }
});
afterAll(() => {
  for (const project of projects.values()) project[Symbol.dispose]();
});

interface InitEnvelope {
  readonly exitCode: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly next: readonly { readonly command: string }[];
  readonly data: {
    readonly outcome: string;
    readonly files: readonly { readonly file: string; readonly change: string }[];
  };
}

const envelopeIn = ({ stdout }: CommandOutput) => JSON.parse(stdout) as InitEnvelope;

describe.each(names)("%s", (name) => {
  test("comes to this definition, and says what is left to do", () => {
    const { expected, project, output } = of(name);
    const { exitCode, warnings, data } = envelopeIn(output);
    const text = project.read(expected.config);
    expect(/ {2}schema: z\.object\(\{([^]*)^ {2}\}\),$/m.exec(text)?.[1]).toBe(expected.settings);
    const todos = expected.todos ?? [];
    expect(
      warnings.map(({ code, message }, index) => [code, message.startsWith(todos[index] ?? "\0")]),
    ).toEqual(todos.map(() => ["init-todo", true]));
    for (const { message } of warnings) expect(text).toContain(`// TODO ${message}\n`);
    expect(text).toContain(`sources: [env(), ${expected.sources ?? "dotenv("}`);
    expect([exitCode, data.outcome]).toEqual([0, "written"]);
    expect(project.read(expected.test)).toContain(`import definition from "${expected.specifier}";`);
    expect(data.files.map(({ file }) => file)).toEqual([
      expected.config,
      ".env.example",
      expected.test,
      ".gitignore",
    ]);
  });

  test("has no value of a .env or a secret's default in any file that was written, or in what was said", () => {
    const { expected, project, output } = of(name);
    const written = [expected.config, expected.test, ".env.example", ".gitignore"].map((file) =>
      project.read(file),
    );
    expect([...written, output.stdout, output.stderr].join("\n")).not.toContain("canary");
  });

  test("is checked, and fits its .env.example", async () => {
    const { expected, project } = of(name);
    const check = await runCommand(["check"], { cwd: project.folder, env: expected.env });
    expect(check).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await runCommand(["check", "--example"], { cwd: project.folder })).toMatchObject({ exitCode: 0 });
  });

  test("has the words of confide example in its .env.example", async () => {
    const { project } = of(name);
    const wordsIn = (text: string) =>
      new Map(
        [...text.matchAll(/^# (.*, (?:required|optional).*)\n(?:# )?(\w+)=/gm)].map(([, words, variable]) => [
          variable,
          words,
        ]),
      );
    const { stdout } = await runCommand(["example"], { cwd: project.folder });
    const words = wordsIn(stdout);
    for (const [variable, written] of wordsIn(project.read(".env.example")))
      expect([variable, written]).toEqual([variable, words.get(variable)]);
  });

  test("is not changed by a second run", async () => {
    const { project } = of(name);
    const files = readdirSync(project.folder, { recursive: true, encoding: "utf8" }).filter(
      (each) => !each.startsWith("node_modules"),
    );
    const again = envelopeIn(await runCommand(["init", "--yes", "--json"], { cwd: project.folder }));
    expect(again.data.outcome).toBe("unchanged");
    const after = readdirSync(project.folder, { recursive: true, encoding: "utf8" }).filter(
      (each) => !each.startsWith("node_modules"),
    );
    expect(after).toEqual(files);
  });
});

test.each([
  ["mocha", { scripts: { test: "mocha" }, devDependencies: { mocha: "^11" } }],
  ["ava", { devDependencies: { ava: "^6" } }],
  ["tap", { scripts: { test: "tap test/*.js" } }],
])("a project that runs its tests by %s gets none that it wouldn't run", async (runner, manifest) => {
  using project = new Project({ "package.json": JSON.stringify({ type: "module", ...manifest }) });
  const output = await runCommand(["init", "--yes", "--json"], { cwd: project.folder });
  const { warnings, data } = envelopeIn(output);
  expect(data).toMatchObject({ found: { testRunner: runner } });
  expect(data.files.map(({ file }) => file)).toEqual(["confide.config.js", ".env.example", ".gitignore"]);
  expect(warnings).toMatchObject([
    { code: "init-no-test", message: expect.stringContaining(runner) as string },
  ]);
});

test.each([{ scripts: { test: "node --test" }, devDependencies: { tap: "^21" } }, {}])(
  "one that runs them by Node, or none, gets one of node:test (%#)",
  async (manifest) => {
    using project = new Project({ "package.json": JSON.stringify({ type: "module", ...manifest }) });
    const output = await runCommand(["init", "--yes", "--json"], { cwd: project.folder });
    expect(envelopeIn(output).data).toMatchObject({ found: { testRunner: "node:test" } });
    expect(project.read("confide.config.test.js")).toContain('from "node:test"');
  },
);

test("says what comes next also where no terminal is", async () => {
  using project = new Project({ "package.json": '{ "type": "module" }' });
  const { stdout, stderr } = await runCommand(["init", "--yes"], { cwd: project.folder });
  expect(stdout).toContain("✓ wrote confide.config.js");
  expect(stderr).toContain("next  npm i @confide/core zod  what confide.config.js imports\n");
  expect(stderr).toContain("next  npx confide check  ");
});

test("every definition type-checks, and so does every test of one", async () => {
  const files = names.flatMap((name) => {
    const { expected, project } = of(name);
    return [expected.config, expected.test].map((file) => project.path(file));
  });
  using scratch = new Project();
  const compilerOptions = {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    module: "esnext",
    moduleResolution: "bundler",
    target: "esnext",
    types: ["node"],
    typeRoots: [join(import.meta.dirname, "../../../node_modules/@types")],
  };
  // jest's functions are globals that this workspace hasn't.
  const globals =
    "declare const test: (name: string, run: () => void) => void; declare const expect: (it: unknown) => { toEqual(it: unknown): void };\n";
  scratch.write({
    "globals.d.ts": globals,
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["globals.d.ts", ...files] }),
  });
  await expect(run("tsc", ["-p", scratch.path("tsconfig.json")], scratch.folder)).resolves.toMatchObject({
    stdout: "",
  });
});

test.each([
  ["vitest", "t3-env in a Next.js app", ["vitest", "run"]],
  ["node:test", "convict with groups", ["node", "--test"]],
  ["node:test and CommonJS", "envalid in an Express app without TypeScript", ["node", "--test"]],
])(
  "the test that is written passes with %s, and fails where a setting is in no .env.example",
  async (_, name, [program = "", ...parameters]) => {
    const { project } = of(name);
    await expect(run(program, parameters, project.folder)).resolves.toBeDefined();
    const example = project.read(".env.example");
    writeFileSync(project.path(".env.example"), example.replace(/^(?:# )?PORT=.*$/m, ""));
    const failed = await run(program, parameters, project.folder).catch((error: unknown) => error as Ended);
    expect(failed.stdout + failed.stderr).toMatch(/[+-] +['"]PORT['"]/);
    writeFileSync(project.path(".env.example"), example);
  },
);

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, parameters: readonly string[], cwd: string): Promise<Ended> {
  const bin = join(import.meta.dirname, "../node_modules/.bin", program);
  const [file, ...args] = program === "node" ? [process.execPath] : [bin];
  const { VITEST: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const plain = { ...env, NO_COLOR: "1", FORCE_COLOR: undefined };
  return promisify(execFile)(file ?? "", [...args, ...parameters], { cwd, env: plain });
}

describe("a person", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project({
      "package.json": '{ "type": "module" }',
      "pnpm-lock.yaml": "",
      ".gitignore": "node_modules\n.env*\n",
      ".env": "PORT=canary-1\n",
      ".env.example": "OLD=canary-2\n",
      "AGENTS.md": "# Mine\n",
    });
  });
  afterAll(() => {
    project[Symbol.dispose]();
  });

  test("sees all differences, is asked once, and no writes nothing", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["init"], {
      cwd: project.folder,
      isTTY: true,
      columns: 80,
      env: { NO_COLOR: "1" },
      lines: ["n"],
    });
    expect([exitCode, stdout]).toEqual([
      0,
      `found     pnpm, JavaScript, ES modules, node:test
settings  2, of which 0 are secrets

Nothing was written.
`,
    ]);
    expect(stderr).toContain("confide.config.js (new)\n+ import { defineConfig, dotenv, env }");
    expect(stderr).toContain(
      "  .env*\n+ \n+ # Settings of one machine, keys and audits: never in git.\n+ !.env.example\n+ *.pem",
    );
    expect(stderr).toContain("  OLD=…\n+ \n+ # text, required\n+ PORT=\n");
    expect(stderr.match(/\? \[y\/N\] /g)).toHaveLength(1);
    expect(stderr).toContain(
      "Write confide.config.js, .env.example, confide.config.test.js, .gitignore? [y/N] ",
    );
    expect(stderr).not.toContain("canary");
    expect(readdirSync(project.folder)).not.toContain("confide.config.js");
  });

  test("sees with --dry-run what would be written, and isn't asked", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["init", "--dry-run", "--yes"], {
      cwd: project.folder,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("✓ would write confide.config.js, ");
    expect(stderr).toContain("+ export default defineConfig({");
    expect(readdirSync(project.folder)).not.toContain("confide.config.js");
  });

  test("is told how to install what is missing, and what comes then", async () => {
    const { stdout, stderr } = await runCommand(["init", "--agents"], {
      cwd: project.folder,
      isTTY: true,
      columns: 80,
      env: { FORCE_COLOR: "1" },
      lines: ["y"],
    });
    expect(stdout).toContain("\u001B[32m✓\u001B[39m wrote confide.config.js, .env.example, ");
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const plain = stderr.replaceAll(/\u001B\[\d+m/g, "");
    expect(plain).toContain("next  pnpm add @confide/core zod  what confide.config.js imports\n");
    expect(plain).toContain("next  pnpm add -D @confide/cli  this program\n");
    expect(plain).toContain("next  pnpm exec confide check");
  });

  test("keeps an AGENTS.md and a .gitignore, and what stands in them once stays once", async () => {
    expect(project.read("AGENTS.md")).toMatch(
      /^# Mine\n\n<!-- confide: .*-->\n\n## Settings and secrets\n[^]*`pnpm exec confide explain`[^]*<!-- confide end -->\n$/,
    );
    const before = ["AGENTS.md", ".gitignore"].map((file) => project.read(file));
    const { stdout } = await runCommand(["init", "--agents", "--yes"], { cwd: project.folder });
    expect(stdout).toContain("✓ everything is there already");
    expect(["AGENTS.md", ".gitignore"].map((file) => project.read(file))).toEqual(before);
  });
});

test.each(["init --json", "init --agent", "init"])(
  "%s without --yes where nobody can be asked writes nothing",
  async (line) => {
    using project = new Project();
    const { exitCode, stdout, stderr } = await runCommand(line.split(" "), { cwd: project.folder });
    expect([exitCode, (stdout + stderr).includes("add --yes to write it")]).toEqual([2, true]);
    expect(readdirSync(project.folder)).not.toContain("confide.config.js");
  },
);

test("a file that can't be parsed, one that nobody may read and a broken package.json are left aside", async () => {
  using project = new Project({
    "package.json": "{ broken",
    "tsconfig.json": '{ "extends": "not-installed/tsconfig.json" }',
    "src/env.ts": 'import { createEnv } from "@t3-oss/env-core"; export const env = createEnv({ server: {',
    "src/.env.d.ts": "",
    "packages/other/package.json": "{}",
    "packages/other/env.ts":
      'import { createEnv } from "@t3-oss/env-core"; export const env = createEnv({ server: { OTHER: x } });',
  });
  const { exitCode } = await runCommand(["init", "--yes"], { cwd: project.folder });
  expect(exitCode).toBe(0);
  expect(project.read("confide.config.ts")).toContain("    port: z.int()");
});

describe("files that are there", () => {
  test("keep the line ends of Windows, and are not changed by a second run", async () => {
    using project = new Project({
      ".gitignore": "node_modules\r\n.env\r\n",
      ".env.example": "OLD=\r\n",
      "AGENTS.md": "# Mine\r\n\r\nText.\r\n",
    });
    const argv = ["init", "--yes", "--json", "--agents"];
    await runCommand(argv, { cwd: project.folder });
    for (const file of [".gitignore", ".env.example", "AGENTS.md"])
      expect([
        file,
        project
          .read(file)
          .replaceAll("\r\n", "")
          .match(/[\r\n]/),
      ]).toEqual([file, null]);
    expect(project.read(".gitignore")).toContain("\r\n!.env.example\r\n*.pem\r\n");
    const { stdout } = await runCommand(argv, { cwd: project.folder });
    expect((JSON.parse(stdout) as InitEnvelope).data.outcome).toBe("unchanged");
  });

  test.each([".env.example", ".gitignore", "AGENTS.md"])(
    "%s is not written through a link that leads out",
    async (file) => {
      using project = new Project();
      using other = new Project({ "mine.txt": "# Mine\n" });
      symlinkSync(other.path("mine.txt"), project.path(file));
      const { exitCode, stdout, stderr } = await runCommand(["init", "--yes", "--agents"], {
        cwd: project.folder,
      });
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr.replaceAll(/\s+/g, " ")).toContain("is a link that leads out of the project");
      expect(stderr).not.toContain("Mine");
      expect(other.read("mine.txt")).toBe("# Mine\n");
      expect(readdirSync(project.folder)).not.toContain("confide.config.js");
    },
  );

  test("nor is a new file written into a folder that is such a link", async () => {
    using project = new Project();
    using other = new Project();
    symlinkSync(other.folder, project.path(".github"));
    const { exitCode, stderr } = await runCommand(["init", "--yes", "--agents"], { cwd: project.folder });
    expect([exitCode, stderr.includes("is a link that leads")]).toEqual([2, true]);
    expect(readdirSync(other.folder)).not.toContain("hooks");
  });

  test("a link within the repository stays one", async () => {
    using project = new Project({ "shared/example.env": "PORT=1\n" });
    symlinkSync(project.path("shared/example.env"), project.path(".env.example"));
    expect((await runCommand(["init", "--yes"], { cwd: project.folder })).exitCode).toBe(0);
    expect(lstatSync(project.path(".env.example")).isSymbolicLink()).toBe(true);
    expect(project.read("shared/example.env")).toContain("PORT=1\n");
  });

  test.each([
    ['{ "type": "module" }', "confide.config.js"],
    ["{}", "confide.config.mjs"],
  ])("AGENTS.md and the next steps name the definition as it is called: %s", async (manifest, file) => {
    using project = new Project({ "package.json": manifest });
    const { stdout } = await runCommand(["init", "--yes", "--json", "--agents"], { cwd: project.folder });
    expect(project.read("AGENTS.md")).toContain(`defined in \`${file}\`.`);
    expect(stdout).not.toContain("confide.config.ts");
    rmSync(project.path("AGENTS.md"));
    await runCommand(["init", "--yes", "--agents"], { cwd: project.folder });
    expect(project.read("AGENTS.md")).toContain(`defined in \`${file}\`.`);
  });
});

test("what can't be moved is as optional as it was, in .env.example too", async () => {
  using project = new Project({
    "env.ts": `import { z } from "zod";
export const env = z.object({ A: z.string().refine((it) => it !== env.B).optional(), B: z.string().optional(), API_TOKEN: z.string().optional().default("canary") }).parse(process.env);
`,
  });
  const { stdout } = await runCommand(["init", "--yes", "--json"], { cwd: project.folder });
  const definition = project.read("confide.config.js");
  expect([definition.includes("A: z.string().optional(),"), stdout.includes("canary")]).toEqual([
    true,
    false,
  ]);
  expect(project.read(".env.example")).toContain("# text, optional\n# A=\n");
  expect(await runCommand(["check"], { cwd: project.folder })).toMatchObject({ exitCode: 0 });
});
