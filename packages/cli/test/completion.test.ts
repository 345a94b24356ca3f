import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { delimiter, resolve } from "node:path";

import { type IPty, spawn } from "@lydell/node-pty";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

let project: Project;
beforeAll(() => {
  const bin = resolve(import.meta.dirname, "../src/bin.ts");
  project = new Project({
    "confide.config.ts": `import { fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
${definitionFile(
  'port: z.int().default(3000).describe("Where it\\n listens"), database: z.object({ host: z.string(), password: secret(z.string()) })',
  '[env(), fromStore(memoryStore({}), { name: "shop-store" })]',
)}`,
    "other.ts": definitionFile("different: z.string()"),
    "broken.ts": "throw new Error('canary');\n",
    "notes äpp.md": "",
    "bin/confide": `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
  });
  chmodSync(project.path("bin/confide"), 0o755);
});
afterAll(() => {
  project[Symbol.dispose]();
});

/** What stands before the word that is typed, and that word. */
const complete = async (line: string, current: string) => {
  const words = line === "" ? [] : line.split(" ");
  return runCommand(["__complete", `:${current}`, ...words], { cwd: project.folder });
};
const texts = async (line: string, current: string) =>
  (await complete(line, current)).stdout.split("\n").flatMap((each) => each.split("\t")[0] || []);

describe("confide __complete", () => {
  test.each([
    ["", "in", ["init", "incident"]],
    ["", "e", ["explain", "example", "export"]],
    ["completion", "", ["bash", "zsh", "fish", "powershell"]],
    ["completion", "z", ["zsh"]],
    ["check", "--e", ["--example"]],
    ["docs", "--", ["--check", "--yes", "--config", "--json", "--agent", "--help"]],
    ["explain", "-", ["--config", "--json", "--agent", "--help"]],
    ["explain", "", ["port", "database.host", "database.password"]],
    ["explain", "database.p", ["database.password"]],
    ["explain port", "", []],
    ["explain --config other.ts", "", ["different"]],
    ["explain --config=other.ts", "", ["different"]],
    ["explain -c other.ts", "d", ["different"]],
    ["check --config", "", [":files"]],
    ["check", "--config=", [":files"]],
    ["docs", "", [":files"]],
    ["explain", "nothing", []],
    ["nothing", "", []],
  ])("%s %s", async (line, current, expected) => {
    expect(await texts(line, current)).toEqual(expected);
  });

  test("says what each is, in one line", async () => {
    expect((await complete("explain", "po")).stdout).toBe("port\tWhere it listens\n");
    expect((await complete("explain", "database.p")).stdout).toBe("database.password\ttext, secret\n");
    expect((await complete("check", "--json")).stdout).toBe("--json\tprint one JSON object, for programs\n");
  });

  test.each(["broken.ts", "absent.ts", "confide.config.ts#none"])(
    "an error completes nothing: %s",
    async (file) => {
      const { exitCode, stdout, stderr } = await complete(`explain --config ${file}`, "");
      expect([exitCode, stdout, stderr]).toEqual([0, "", ""]);
    },
  );

  test("commands of two words, stores and what is passed on", async () => {
    const { commands } = await import("../src/index.ts");
    const [check] = commands;
    if (check === undefined) throw new Error("no commands");
    const store = { name: "store", value: "STORE", summary: "which", completes: "store" } as const;
    const table = [
      { ...check, name: "secret get", options: [store], arguments: [] },
      { ...check, name: "secret set", arguments: [] },
      { ...check, name: "run", arguments: [{ name: "CMD", summary: "", many: true }] as const },
    ];
    const answer = async (...words: readonly string[]) => {
      const argv = ["__complete", ...words];
      return (await runCommand(argv, { cwd: project.folder, commands: table })).stdout;
    };
    expect(await answer(":")).toBe(`secret\nrun\t${check.summary}\n`);
    expect(await answer(":g", "secret")).toBe(`get\t${check.summary}\n`);
    expect(await answer(":", "secret", "get", "--store")).toBe("shop-store\n");
    expect(await answer(":--store=s", "secret", "get")).toBe("--store=shop-store\n");
    expect(await answer(":", "run", "--", "node")).toBe(":files\n");
  });
});

test("completion names the shells that it knows", async () => {
  const { exitCode, stderr } = await runCommand(["completion", "tcsh"], { cwd: project.folder });
  expect([exitCode, stderr.includes("name one of bash, zsh, fish, powershell")]).toEqual([2, true]);
});

const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** Where a key that lists what there is to complete is pressed, and what to start it with. */
interface RealShell {
  readonly parameters: readonly string[];
  readonly rc: string;
}

const SHELLS: Readonly<Record<string, RealShell>> = {
  bash: {
    parameters: ["--noprofile", "--rcfile", ".bashrc", "-i"],
    rc: `source <(confide completion bash); bind '"\\t": possible-completions' 'set page-completions off'; PS1='REA''DY> '\n`,
  },
  zsh: {
    parameters: ["-d", "-i"],
    rc: `autoload -U compinit; compinit -u -D; source <(confide completion zsh); bindkey '^I' list-choices; PS1='REA''DY> '\n`,
  },
};

const BELL = "\u0007";
const CLEAR_LINE = "\u0015";

/** A shell in which lines are typed. */
class TypedShell {
  readonly #terminal: IPty;
  #screen = "";
  #onData: () => void = () => undefined;

  constructor(shell: string) {
    const { parameters, rc } = SHELLS[shell] ?? { parameters: [], rc: "" };
    project.write({ [`.${shell}rc`]: rc });
    const options = { cols: 200, rows: 50, cwd: project.folder, env: shellEnv() };
    this.#terminal = spawn(shell, [...parameters], options);
    this.#terminal.onData((data) => {
      this.#screen += data;
      this.#onData();
    });
  }

  /** What is shown from now on, up to when it is enough. */
  async shows(isEnough: (screen: string) => boolean): Promise<string> {
    const { promise, resolve: finish } = Promise.withResolvers<string>();
    this.#onData = () => {
      if (isEnough(this.#screen)) finish(this.#screen);
    };
    this.#onData();
    return promise;
  }

  type(text: string): void {
    this.#screen = "";
    this.#terminal.write(text);
  }

  [Symbol.dispose](): void {
    this.#terminal.kill("SIGKILL");
  }
}

function shellEnv(): Record<string, string> {
  const PATH = `${project.path("bin")}${delimiter}${process.env.PATH ?? ""}`;
  const { folder } = project;
  return { PATH, HOME: folder, ZDOTDIR: folder, TERM: "xterm", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };
}

/** A line at whose end Tab is pressed, what is then listed, and what isn't. */
const LINES: readonly (readonly [line: string, expected: readonly string[], others: readonly string[]])[] = [
  ["confide exp", ["explain"], ["check"]],
  ["confide check --ex", ["--example"], ["--write"]],
  ["confide explain database.", ["host", "password"], ["port"]],
  ["confide explain --config other.ts ", ["different"], ["database"]],
  ["confide check --config=ot", ["other.ts"], ["broken"]],
  ["confide docs no", ["notes äpp.md"], ["confide.config.ts"]],
  ["confide explain --config broken.ts ", [], ["canary", "broken"]],
];

const SLOW_MS = 120_000;

test.each(Object.keys(SHELLS).filter(has))(
  "a real %s lists it, at Tab",
  async (shell) => {
    using typed = new TypedShell(shell);
    await typed.shows((screen) => screen.includes("READY> "));
    for (const [line, expected, others] of LINES) {
      const without = (screen: string) => screen.replaceAll(line, "").replaceAll("\\ ", " ");
      typed.type(`${line}\t`);
      const isAll = (screen: string) =>
        expected.length > 0 && expected.every((each) => without(screen).includes(each));
      const shown = without(await typed.shows((screen) => isAll(screen) || screen.includes(BELL)));
      expect([line, expected.filter((each) => !shown.includes(each))]).toEqual([line, []]);
      expect([line, others.filter((each) => shown.includes(each))]).toEqual([line, []]);
      // All that belongs to this line is out before the next one is typed.
      typed.type(`${CLEAR_LINE}echo NE''XT\r`);
      await typed.shows((screen) => /NEXT[^]*READY> /.test(screen));
    }
  },
  SLOW_MS,
);

test.runIf(has("fish"))(
  "a real fish lists it",
  () => {
    const asked = LINES.map(([line]) => `complete --do-complete '${line}'; echo ---`).join("; ");
    const options = { cwd: project.folder, encoding: "utf8", env: shellEnv() } as const;
    const script = `confide completion fish | source; ${asked}`;
    const answers = execFileSync("fish", ["--no-config", "-c", script], options).split("---\n");
    for (const [index, [line, expected, others]] of LINES.entries()) {
      const shown = (answers[index] ?? "").replaceAll("\\ ", " ");
      expect([line, expected.filter((each) => !shown.includes(each))]).toEqual([line, []]);
      expect([line, others.filter((each) => shown.includes(each))]).toEqual([line, []]);
    }
  },
  SLOW_MS,
);
