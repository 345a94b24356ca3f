// What holds for every command of the table: a new one is covered without a new line.
import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { COMMANDS } from "../src/commands.ts";
import { outputSchema } from "../src/output-schema.ts";
import { COMMON_OPTIONS } from "../src/options/option-spec.ts";
import type { CommandSpec } from "../src/parse/command-spec.ts";
import { definitionFile, Project } from "./kit/project.ts";
import { type CommandOutput, runCommand } from "./kit/run-command.ts";

const CANARY = "canary-5e1f0c77d2";

/** Each value is a canary: those that fit, those that don't, defaults of secrets, examples and what an error quotes. */
const good: Readonly<Record<string, string>> = {
  "confide.config.ts": definitionFile(`
    host: z.string(), token: secret(z.string().default("${CANARY}-default")), mode: secret(z.enum(["${CANARY}-a", "x"])).optional(),
    database: z.object({ url: z.string(), password: secret(z.string()) }), list: z.array(z.string())`),
  ".env": `HOST=${CANARY}-1\nTOKEN=${CANARY}-2\nDATABASE={"url":"${CANARY}-3","password":"${CANARY}-4"}\nLIST=${CANARY}-5,${CANARY}-6\n`,
  ".env.example": `# about it\nOLD=${CANARY}-7\nHOST=${CANARY}-8\n`,
};
const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a configuration that loads": good,
  "one in which everything is wrong": {
    ...good,
    "confide.config.ts": definitionFile(
      `host: z.int(), token: secret(z.int()), mode: z.enum(["a"]), list: z.array(z.int()), url: z.url(),
      quoting: z.string().refine(() => false, { error: (issue) => "no " + String(issue.input) })`,
    ),
    ".env": `HOST=${CANARY}-1\nTOKEN=${CANARY}-2\nMODE=${CANARY}-3\nLIST=${CANARY}-4\nURL=${CANARY}\nQUOTING=${CANARY}-5\nHOSST=${CANARY}\n`,
  },
  "a source that throws": {
    ...good,
    "confide.config.ts": definitionFile(
      "host: z.string(), token: secret(z.string())",
      `[{ name: "odd", locate: ({ name }) => name, read: async () => { throw new Error("${CANARY}"); } }]`,
    ),
  },
  "a configuration with a store": {
    ...good,
    "confide.config.ts": `import { memoryStore } from "@confide/core/testing";
import { fromStore } from "@confide/core";
${definitionFile(
  "host: z.string(), token: secret(z.string())",
  `[env(), fromStore(memoryStore({ host: "${CANARY}-1", token: "${CANARY}-2" }), { refs: { host: "host" } })]`,
)}`,
  },
  "a definition that throws": { ...good, "confide.config.ts": `throw new Error("${CANARY}");\n` },
  "a definition that can't be parsed": { ...good, "confide.config.ts": `export default "${CANARY}" "x";\n` },
  "a definition that is a loaded configuration": {
    ...good,
    "confide.config.ts": `export default { token: "${CANARY}" };\n`,
  },
};

interface Reader {
  readonly options: readonly string[];
  readonly colours?: true;
  readonly expectForm: (command: string, output: CommandOutput) => Promise<void> | void;
}

const READERS = {
  "a person": { options: [], expectForm: expectPlain },
  "a person with colours": { options: [], colours: true, expectForm: () => undefined },
  "a program": { options: ["--json"], expectForm: expectDocumented },
  "an agent": {
    options: ["--agent"],
    expectForm: expectLines,
  },
} satisfies Readonly<Record<string, Reader>>;

function expectLines(command: string, output: CommandOutput): void {
  expectPlain(command, output);
  expect(output.stdout).toContain(`exit code ${output.exitCode}`);
}

function expectPlain(_: string, { stdout, stderr }: CommandOutput): void {
  expect(stdout + stderr).not.toContain("\u001B");
}

describe.each(Object.keys(projects))("%s", (files) => {
  let project: Project;
  beforeAll(() => {
    project = new Project(projects[files]);
  });
  afterAll(() => {
    project[Symbol.dispose]();
  });

  describe.each(COMMANDS)("confide $name", (spec) => {
    test.each(Object.keys(READERS) as (keyof typeof READERS)[])("shows no value to %s", async (name) => {
      const reader: Reader = READERS[name];
      for (const line of commandLines(spec)) {
        const output = await runCommand([...line, ...reader.options], {
          cwd: project.folder,
          isTTY: reader.colours === true,
          env: { FORCE_COLOR: reader.colours === true ? "1" : "0" },
          lines: Array.from({ length: 9 }, () => "n"),
        });
        expect(output.stdout + output.stderr).not.toContain("canary");
        expect(output.stdout + output.stderr).not.toBe("");
        await reader.expectForm(spec.name, output);
      }
    });
  });
});

/** With nothing, with each of its flags, and with a value in the place of each argument and option. */
function commandLines(spec: CommandSpec): readonly (readonly string[])[] {
  const words = spec.name.split(" ");
  const flags = spec.options.filter(({ value }) => value === undefined).map(({ name }) => `--${name}`);
  return [
    words,
    [...words, ...flags],
    ...flags.map((flag) => [...words, flag]),
    ...spec.arguments.map(() => [...words, "host"]),
    [...words, CANARY, CANARY, CANARY],
    [...words, `--${CANARY}=${CANARY}`],
    ...spec.options.flatMap(({ name, value }) => (value === undefined ? [] : [[...words, `--${name}`, "x"]])),
    [...words, "--config", `${CANARY}.ts`.replace("canary", "absent")],
  ];
}

async function expectDocumented(name: string, { stdout, exitCode }: CommandOutput): Promise<void> {
  expectPlain(name, { stdout, stderr: "", exitCode });
  const envelope = (await outputSchema(name)).parse(JSON.parse(stdout), { jitless: true });
  expect(envelope.exitCode).toBe(exitCode);
  expect(envelope.command).toBe(name);
  expect(envelope.problems.length > 0).toBe(exitCode > 0);
  if (exitCode === 0) expect(envelope.data).not.toBeNull();
}

describe.each(COMMANDS)("confide $name in the table", (spec) => {
  test("has a name for each option that no other has, and an example of itself", () => {
    const all = [...spec.options, ...COMMON_OPTIONS];
    const letters = all.flatMap(({ short = [] }) => short);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(letters).size).toBe(letters.length);
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const { command } of spec.examples) expect(command).toMatch(new RegExp(`^confide ${spec.name}\\b`));
  });

  test("names options of its own where one means something only with another, or not with it", () => {
    const names = spec.options.map(({ name }) => name);
    for (const { name, only = name, excludes = name } of spec.options)
      expect(names).toEqual(expect.arrayContaining([only, excludes]));
  });

  test("has a schema that can be written down", async () => {
    expect(z.toJSONSchema(await outputSchema(spec.name), { io: "output" })).toMatchObject({ type: "object" });
  });

  test("explains itself in 80 columns, and names its page", async () => {
    const help = [...spec.name.split(" "), "--help"];
    const { stdout: screen } = await runCommand(help, { cwd: "/", isTTY: true, columns: 80 });
    const lines = screen.split("\n").filter((line) => !line.startsWith("|"));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(screen).not.toContain("](");
    const { exitCode, stdout } = await runCommand(help, { cwd: "/" });
    expect(exitCode).toBe(0);
    const [, page = ""] = /^The page: (docs\/cli\/[a-z-]+\.md)/m.exec(stdout) ?? [];
    expect(existsSync(resolve(import.meta.dirname, "../../..", page))).toBe(true);
    for (const { name, summary } of spec.options)
      expect(stdout).toMatch(new RegExp(`--${name}.*${summary.slice(0, 20)}`));
  });
});
