import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

import { Secret } from "@confide/core";
import { localStore } from "@confide/local";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Project } from "./kit/project.ts";
import { runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";
import { callContext, textIn } from "./kit/stores.ts";

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project[Symbol.dispose]();
});

const confide = async (line: string, options: Partial<RunCommandOptions> = {}) =>
  runCommand(line.split(" "), { cwd: project.folder, ...options });

describe("key new", () => {
  test("asks, makes a file that only its owner may read, and prints its public half alone", async () => {
    const no = await confide("key new key.txt", { isTTY: true, env: { NO_COLOR: "1" }, lines: ["n"] });
    expect([no.exitCode, existsSync(project.path("key.txt"))]).toEqual([2, false]);
    expect(no.stderr).toContain("new key  key.txt\nmode     600: only you may read it\nMake key.txt? [y/N] ");
    const yes = await confide("key new key.txt", { isTTY: true, lines: ["y"], env: { NO_COLOR: "1" } });
    const [, recipient] = /# public key: (age1\S+)/.exec(project.read("key.txt")) ?? [];
    expect([yes.exitCode, yes.stdout]).toEqual([
      0,
      `✓ wrote key.txt\npublic half  ${recipient}\nkeep         a copy elsewhere: what the key encrypts can't be read without it\n`,
    ]);
    expect(project.read("key.txt")).toContain("AGE-SECRET-KEY-");
    expect(yes.stdout + yes.stderr).not.toContain("SECRET-KEY");
    expect(statSync(project.path("key.txt")).mode & 0o777).toBe(0o600);
    expect(yes.stderr).toContain("next  confide secret set NAME");
  });

  test("opens a store", async () => {
    expect((await confide("key new key.txt --yes")).exitCode).toBe(0);
    const store = localStore({ path: project.path("secrets.age"), keyFile: project.path("key.txt") });
    await store.put("a", new Secret("x"), { idempotencyKey: "1", stage: "current" }, callContext());
    expect(await textIn(store, "a")).toBe("x");
  });

  test("never replaces a file, and asks nothing about it", async () => {
    project.write({ "key.txt": "mine" });
    const { exitCode, stderr } = await confide("key new key.txt --yes");
    expect([exitCode, stderr.includes("never replaced")]).toEqual([2, true]);
    expect(project.read("key.txt")).toBe("mine");
  });

  test("without a file it is the one of CONFIDE_KEY_FILE; without that it says what to write", async () => {
    const env = { CONFIDE_KEY_FILE: "other.txt" };
    expect((await confide("key new --yes", { env })).exitCode).toBe(0);
    expect(existsSync(project.path("other.txt"))).toBe(true);
    expect((await confide("key new --yes")).stderr).toContain("confide key new key.txt");
  });

  test("a key in the file's place is refused, and not quoted", async () => {
    const given = "AGE-SECRET-KEY-1CANARY";
    for (const options of [{}, { env: { CONFIDE_KEY_FILE: given } }]) {
      const line = "env" in options ? "key new --yes" : `key new ${given} --yes`;
      const { exitCode, stdout, stderr } = await confide(line, options);
      expect([exitCode, (stdout + stderr).includes("CANARY")]).toEqual([2, false]);
    }
  });

  test("a folder that isn't there is named", async () => {
    const { exitCode, stderr } = await confide("key new none/key.txt --yes");
    expect([exitCode, stderr.includes("ENOENT")]).toEqual([2, true]);
  });

  test("a file that git would take in is a warning, one that it ignores is none", async () => {
    const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    execFileSync("git", ["init", "--quiet"], { cwd: project.folder, env });
    project.write({ ".gitignore": "ignored.txt\n" });
    expect((await confide("key new open.txt --yes", { env })).stderr).toContain(
      "name open.txt in .gitignore",
    );
    expect((await confide("key new ignored.txt --yes", { env })).stderr).not.toContain(".gitignore");
  });

  test("for a program and an agent: the public half, and nothing of the private one", async () => {
    const { stdout } = await confide("key new a.txt --yes --json");
    expect(JSON.parse(stdout)).toMatchObject({
      data: { file: "a.txt", recipient: expect.stringMatching(/^age1/) as string },
    });
    const agent = await confide("key new b.txt --yes --agent");
    expect(stdout + agent.stdout).not.toContain("SECRET-KEY");
    expect((await confide("key new c.txt --json")).exitCode).toBe(2);
  });

  test("in a terminal of 80 columns", async () => {
    const { exitCode, screen } = await runInTerminal(["key", "new", "key.txt"], {
      cwd: project.folder,
      answer: "y",
      env: { NO_COLOR: "1" },
    });
    expect([exitCode, screen.includes("✓ wrote key.txt")]).toEqual([0, true]);
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test.each(["secret list", "check"])("a missing key names the command that makes one: %s", async (line) => {
  project.write({
    "confide.config.ts": `import { fromStore, secret } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";
export default {
  schema: z.object({ token: secret(z.string()) }),
  sources: [fromStore(localStore({ path: "secrets.age", keyFile: "my-key.txt" }), {})],
};
`,
    "secrets.age": "x",
  });
  const { stdout, stderr } = await confide(line);
  expect((stdout + stderr).replaceAll(/\s+/g, " ")).toContain("confide key new my-key.txt makes a key");
});
