import { readFileSync, writeFileSync } from "node:fs";

import { localStore } from "@confide/local";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runByPipe, runInTerminal } from "./kit/run-program.ts";
import { callContext, type StoreProject, storeProject, textIn } from "./kit/stores.ts";

const TOKEN = "canary-token-71c3";
const KEY = "canary-key-09af";
const FRESH = "canary-fresh-4d2e";
const STRIPE = `{ "apiKey": "${KEY}", "id": 12345678901234567890 }`;

let open: StoreProject[] = [];
let { project, store } = {} as StoreProject;
async function begin(...given: Parameters<typeof storeProject>): Promise<void> {
  ({ project, store } = await storeProject(...given));
  open.push({ project, store });
}
beforeEach(async () => begin({ "prod/token": TOKEN, "prod/stripe": STRIPE }));
afterEach(() => {
  for (const { project: each } of open) each[Symbol.dispose]();
  open = [];
});

/** Runs a command, whose output has none of the values. */
async function confide(line: string, options: Partial<RunCommandOptions> = {}): Promise<CommandOutput> {
  const output = await runCommand(line.split(" "), { cwd: project.folder, ...options });
  expect(output.stdout + output.stderr).not.toContain("canary");
  return output;
}

async function revealed(line: string, options: Partial<RunCommandOptions> = {}): Promise<CommandOutput> {
  return runCommand(line.split(" "), { cwd: project.folder, ...options });
}

function audited(of: Project): readonly Readonly<Record<string, unknown>>[] {
  const lines = readFileSync(of.path("audit.log"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

describe("secret get", () => {
  test("says what is there, and not the value", async () => {
    const { exitCode, stdout, stderr } = await confide("secret get prod/stripe#apiKey", {
      isTTY: true,
      env: { NO_COLOR: "1" },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^store {4}local-store\nsecret {3}prod\/stripe#apiKey\nversion {2}1\nstages {3}current\nsince {4}\d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
    );
    expect(stderr).toBe("next  confide secret get prod/stripe#apiKey --reveal  shows the value\n");
  });

  test("--reveal prints it on a terminal, and the audit says who, which and why", async () => {
    const { exitCode, stdout, stderr } = await revealed(
      "secret get prod/stripe#apiKey --reveal --reason ticket-7",
      {
        isTTY: true,
      },
    );
    expect([exitCode, stdout, stderr]).toEqual([0, `${KEY}\n`, ""]);
    expect(audited(project).map(({ event }) => event)).toEqual([
      "open",
      "read",
      "close",
      "open",
      "reveal",
      "close",
    ]);
    expect(audited(project)[4]).toMatchObject({
      event: "reveal",
      store: "local-store",
      ref: "prod/stripe#apiKey",
      version: "1",
      purpose: "confide secret get: ticket-7",
    });
    expect(readFileSync(project.path("audit.log"), "utf8")).not.toContain("canary");
  });

  test("--reveal into a pipe is the value alone, bytes too", async () => {
    await begin({ "prod/token": `${TOKEN}\n`, bytes: Uint8Array.of(0, 255, 10) });
    expect((await revealed("secret get prod/token --reveal")).stdout).toBe(`${TOKEN}\n`);
    expect((await revealed("secret get bytes --reveal")).stdout).toBe("\u0000\u00FF\n");
    const { exitCode, stderr } = await confide("secret get bytes --reveal", { isTTY: true });
    expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes("> FILE")]).toEqual([2, true]);
  });

  test("a terminal isn't sent what it would act on", async () => {
    await begin({ odd: `${TOKEN}\u001B]0;x\u0007` });
    const { exitCode, stdout } = await confide("secret get odd --reveal", { isTTY: true });
    expect([exitCode, stdout]).toEqual([2, ""]);
  });

  test.each([
    ["an agent that says so", "--agent", {}],
    ["an agent that was detected", "", { agent: true }],
    ["an agent that was detected, on a terminal", "", { agent: true, isTTY: true }],
    ["a program", "--json", {}],
    ["a program that an agent started", "--json", { agent: true }],
  ])("%s never gets it", async (_, option, options) => {
    const { exitCode, stdout } = await confide(`secret get prod/token --reveal ${option}`.trim(), options);
    expect([exitCode, stdout.includes("reveal-refused")]).toEqual([2, true]);
    expect(await confide(`secret get prod/token ${option}`.trim(), options)).toMatchObject({ exitCode: 0 });
  });

  test("without an audit file it is said that nobody recorded it; one that can't be written keeps it back", async () => {
    await begin({ "prod/token": TOKEN }, { audit: false });
    expect((await revealed("secret get prod/token --reveal")).stderr).toContain(
      "No audit file has an entry of this",
    );
    await begin({ "prod/token": TOKEN });
    project.write({ "audit.log": "somebody's own notes\n" });
    const { exitCode, stderr } = await confide("secret get prod/token --reveal");
    expect([exitCode, stderr.includes("It can't be recorded: the audit file")]).toEqual([2, true]);
    expect(project.read("audit.log")).toBe("somebody's own notes\n");
  });

  test.each([
    ["secret get prod/none", "has no prod/none"],
    ["secret get prod/none --reveal", "has no prod/none"],
    ["secret get prod/nothing", "next  confide secret list"],
    ["secret get prod/tokne", "did you mean prod/token?"],
    ["secret get prod/stripe#apiKye", "has no apiKye: it has apiKey and id"],
    ["secret get prod/stripe?version=9", "has no prod/stripe?version=9"],
    ["secret history prod/none", "has no prod/none"],
  ])("that one isn't there was found out: %s", async (line, expected) => {
    const { exitCode, stdout, stderr } = await confide(line);
    expect([exitCode, stdout, stderr.includes(expected) ? expected : stderr]).toEqual([1, "", expected]);
    const { stdout: json } = await runCommand(
      [...line.split(" ").filter((each) => each !== "--reveal"), "--json"],
      {
        cwd: project.folder,
      },
    );
    expect(JSON.parse(json)).toMatchObject({
      exitCode: 1,
      problems: [{ code: "source-failed", reason: "not-found" }],
      data: null,
    });
  });

  test.each([
    ["secret get ?x", "is no ref"],
    ["secret get", "confide secret get needs a REF"],
    ["secret get prod/token --store othr", "no store of that name"],
  ])("%s: %s", async (line, expected) => {
    const { exitCode, stderr } = await confide(line);
    expect([exitCode, stderr.includes(expected) ? expected : stderr]).toEqual([2, expected]);
  });

  test("a denied read says what it needs", async () => {
    project.write({
      "confide.config.ts": `import { fromStore, secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import * as z from "zod";
const get = async () => { throw new SourceError({ reason: "denied", message: "access denied by vendor", needs: "secrets:Get on x", fix: "ask for it" }); };
export default { schema: z.object({ x: secret(z.string()) }), sources: [fromStore({ name: "vendor", limits: { concurrency: 1 }, get })] };
`,
    });
    const { exitCode, stdout } = await confide("secret get x --json");
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ code: "source-failed", reason: "denied", needs: "secrets:Get on x", fix: "ask for it" }],
    });
    expect((await confide("secret get x")).stderr).toBe(
      "confide: access denied by vendor\n    needs  secrets:Get on x\n    fix    ask for it\n",
    );
    expect((await confide("secret set x --yes", { input: FRESH })).stderr).toContain(
      "vendor can be read only",
    );
  });
});

describe("secret set", () => {
  test("shows what it will write where, asks, and takes the value without showing it", async () => {
    const { exitCode, stdout, stderr } = await confide("secret set prod/token", {
      isTTY: true,
      env: { NO_COLOR: "1" },
      lines: ["y"],
      hidden: [{ text: FRESH }, { text: FRESH }],
    });
    expect([exitCode, stdout]).toEqual([0, "✓ wrote prod/token in local-store: version 2\n"]);
    expect(stderr.replace(/since .* UTC/, "since …")).toBe(`store   local-store
secret  prod/token
now     version 1, since …
stage   current: readers see the new version at once
Write prod/token? [y/N] Value (nothing is shown): The same again: `);
    expect(await textIn(store, "prod/token")).toBe(FRESH);
  });

  test("by a pipe with --yes; a line's end at its end is left out, unless it is exact; bytes stay", async () => {
    const { stdout } = await confide("secret set new/one --yes --json", { input: `${FRESH}\r\n` });
    expect(JSON.parse(stdout)).toMatchObject({ data: { created: true, version: "1", name: "new/one" } });
    expect(await textIn(store, "new/one")).toBe(FRESH);
    await confide("secret set new/one --yes --exact", { input: `${FRESH}\n` });
    expect(await textIn(store, "new/one")).toBe(`${FRESH}\n`);
    await confide("secret set new/one --yes", { input: Uint8Array.of(255, 10) });
    expect((await store.get({ name: "new/one" }, callContext())).value.reveal()).toEqual(
      Uint8Array.of(255, 10),
    );
  });

  test.each(["token", "TOKEN", "stripe.apiKey"])(
    "a setting's name is none of a secret's: %s",
    async (name) => {
      const { exitCode, stderr } = await confide(`secret set ${name} --yes`, { input: FRESH });
      expect(exitCode).toBe(2);
      expect(stderr).toContain("This is a setting, and local-store has no secret of that name");
      expect(stderr).toContain(
        `name the secret that the setting is read from: prod/${name === "stripe.apiKey" ? "stripe" : "token"}`,
      );
      expect(await textIn(store, name)).toBeUndefined();
    },
  );

  test("no JSON object is replaced by what isn't one", async () => {
    for (const input of [FRESH, "[1]", "{}", "7"]) {
      const { exitCode, stderr } = await confide("secret set prod/stripe --yes", { input });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        "prod/stripe in local-store is a JSON object, and the new value isn't: its properties would be lost",
      );
    }
    expect(await textIn(store, "prod/stripe")).toBe(STRIPE);
    const other = `{"apiKey":"${FRESH}"}`;
    expect((await confide("secret set prod/stripe --yes", { input: other })).exitCode).toBe(0);
    expect(await textIn(store, "prod/stripe")).toBe(other);
  });

  test("one property of a JSON secret; the rest stays as it is written", async () => {
    const { stdout } = await confide("secret set prod/stripe#apiKey --yes", { input: FRESH });
    expect(stdout).toBe("✓ wrote prod/stripe#apiKey in local-store: version 2\n");
    expect(await textIn(store, "prod/stripe")).toBe(STRIPE.replace(KEY, FRESH));
    await confide("secret set prod/new#/a/b --yes", { input: FRESH });
    expect(JSON.parse((await textIn(store, "prod/new")) ?? "")).toEqual({ a: { b: FRESH } });
    for (const name of ["prod/token#x", "prod/stripe#/id/x"])
      expect((await confide(`secret set ${name} --yes`, { input: FRESH })).stderr).toContain(
        "no JSON in which",
      );
    expect((await confide("secret set prod/stripe#x --yes", { input: Uint8Array.of(255) })).stderr).toContain(
      "has to be text",
    );
  });

  test.each<[string, string, Partial<RunCommandOptions>]>([
    ["a no", "You said no", { isTTY: true, lines: ["n"] }],
    ["the end of the input", "You said no", { isTTY: true }],
    [
      "two that differ",
      "were not the same",
      { isTTY: true, lines: ["y"], hidden: [{ text: FRESH }, { text: TOKEN }] },
    ],
    ["Ctrl-C", "It was cancelled", { isTTY: true, lines: ["y"], hidden: [{ failure: "cancelled" }] }],
    ["several lines", "< FILE", { isTTY: true, lines: ["y"], hidden: [{ failure: "several" }] }],
    [
      "nothing typed",
      "No value was given",
      { isTTY: true, lines: ["y"], hidden: [{ text: "" }, { text: "" }] },
    ],
    ["nobody to ask", "add --yes", { input: FRESH }],
  ])("%s writes nothing", async (_, expected, options) => {
    const { exitCode, stderr } = await confide("secret set prod/token", options);
    expect([exitCode, stderr.includes(expected) ? expected : stderr]).toEqual([2, expected]);
    expect(await textIn(store, "prod/token")).toBe(TOKEN);
  });

  test.each([" prod/token", "prod/token\n", "prod/\u001B[2Jx"])(
    "a name that the store doesn't take is refused before anybody is asked: %#",
    async (name) => {
      const argv = ["secret", "set", name];
      const { exitCode, stderr } = await runCommand(argv, { cwd: project.folder, isTTY: true, lines: ["y"] });
      expect([exitCode, stderr.includes("[y/N]")]).toEqual([2, false]);
      expect(stderr).toContain("not a valid name for local-store");
      expect(stderr).not.toContain(name.trim());
    },
  );

  test.each(["prod/token canary", "prod/token=canary", "prod/token#x=canary", "prod/token?version=canary"])(
    "a value on the command line is refused, and not quoted: %#",
    async (given) => {
      const { exitCode, stderr } = await confide(`secret set ${given} --yes`, { input: FRESH });
      expect([exitCode, /history|none can be named/.test(stderr)]).toEqual([2, true]);
      expect(await store.list("", callContext())).toEqual(["prod/stripe", "prod/token"]);
    },
  );

  test("an agent is asked nothing: it says --yes, and pipes", async () => {
    expect((await confide("secret set prod/token --agent", { isTTY: true, lines: ["y"] })).stdout).toContain(
      "nobody-to-ask",
    );
    const typed = await confide("secret set prod/token --agent --yes", {
      isTTY: true,
      hidden: [{ text: FRESH }, { text: FRESH }],
    });
    expect(typed.stdout).toContain("standard input");
    expect((await confide("secret set prod/token --agent --yes", { input: FRESH })).exitCode).toBe(0);
  });

  test("what somebody else wrote meanwhile stays", async () => {
    project.write({
      "confide.config.ts": `import { fromStore, secret, Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";
const inner = memoryStore({ x: "canary" });
const store = { ...inner, describe: async (name, context) => {
  const seen = await inner.describe(name, context);
  await inner.put(name, new Secret("canary-theirs"), { idempotencyKey: "1", stage: "current" }, context);
  return seen;
} };
export default { schema: z.object({ x: secret(z.string()) }), sources: [fromStore(store)] };
`,
    });
    const { exitCode, stderr } = await confide("secret set x --yes", { input: FRESH });
    expect([exitCode, stderr.includes("another current version")]).toEqual([2, true]);
  });
});

describe("secret list and history", () => {
  test("names, and what reads them", async () => {
    await confide("secret set prod/old --yes", { input: FRESH });
    const { stdout } = await confide("secret list prod/");
    expect(stdout).toBe(`secret       read by
prod/old
prod/stripe  stripe.apiKey
prod/token   token

3 secrets in local-store that begin with prod/
`);
    expect((await confide("secret list none")).stdout).toBe(
      "0 secrets in local-store that begin with none\n",
    );
  });

  test("versions with stages, the newest first", async () => {
    await confide("secret set prod/token --yes", { input: FRESH });
    const { stdout } = await confide("secret history prod/token");
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "…")).toBe(`version  is       stages    since
2        current  current   … UTC
1        enabled  previous  … UTC
`);
    expect((await confide("secret history prod/token#x")).stderr).toContain("as a whole");
  });
});

test("what a vendor calls things moves no cursor", async () => {
  project.write({
    "confide.config.ts": `import { fromStore, secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";
const inner = memoryStore({ "odd\\u001B[2J": "canary" });
const describe = async (name) => ({ name: "x", current: "1", annotations: {}, versions: [{ version: "1", state: "enabled", labels: ["\\u001B[2Jx"] }] });
export default { schema: z.object({ x: secret(z.string()) }), sources: [fromStore({ ...inner, describe })] };
`,
  });
  for (const line of ["secret list", "secret history odd"]) {
    const { exitCode, stdout } = await confide(line);
    expect([exitCode, stdout.includes("\u001B")]).toEqual([0, false]);
  }
});

describe("secret rm", () => {
  test("shows what goes and what can't be undone, asks, and deletes", async () => {
    const no = await confide("secret rm prod/token", { isTTY: true, env: { NO_COLOR: "1" }, lines: ["n"] });
    expect(no.exitCode).toBe(2);
    expect(no.stderr).toContain("deletes  its one version\nread by  token\nundo     not by confide.");
    expect(await textIn(store, "prod/token")).toBe(TOKEN);
    const yes = await confide("secret rm prod/token", { isTTY: true, lines: ["y"] });
    expect([yes.exitCode, yes.stdout]).toEqual([
      0,
      "\u001B[32m✓\u001B[39m deleted prod/token in local-store\n",
    ]);
    expect(yes.stderr).toContain("the definition still reads it");
    expect(await textIn(store, "prod/token")).toBeUndefined();
    expect((await confide("secret rm prod/token")).stdout).toContain("nothing to delete");
  });

  test("nobody to ask: nothing is deleted", async () => {
    expect((await confide("secret rm prod/token")).stderr).toContain("add --yes");
    expect(await textIn(store, "prod/token")).toBe(TOKEN);
  });
});

describe("secret copy", () => {
  let other: StoreProject["store"];
  beforeEach(async () => {
    await begin({ "prod/token": TOKEN, "prod/stripe": STRIPE }, { hasTwo: true });
    other = localStore({ path: project.path("other.age"), keyFile: project.path("key.txt") });
  });

  test("to another store, read back; again there is nothing to do", async () => {
    const asked = await confide("secret copy local-store:prod/token other:token", {
      isTTY: true,
      env: { NO_COLOR: "1" },
      lines: ["y"],
    });
    expect(asked.stderr).toBe(`from   prod/token in local-store, version 1
to     token in other
now    isn't there
stage  current: readers see the new version at once
Write token in other? [y/N] `);
    expect(asked.stdout).toBe("✓ copied to token in other, version 1, and read back\n");
    expect(await textIn(other, "token")).toBe(TOKEN);
    const again = await confide("secret copy local-store:prod/token other:token --json");
    expect(JSON.parse(again.stdout)).toMatchObject({ data: { outcome: "unchanged", to: { version: "1" } } });
    expect((await confide("secret copy local-store:prod/stripe#apiKey other:token --yes")).exitCode).toBe(0);
    expect(await textIn(other, "token")).toBe(KEY);
    expect(await textIn(store, "prod/token")).toBe(TOKEN);
  });

  test("--delete-source deletes it once it was read back", async () => {
    const { stdout, stderr } = await confide(
      "secret copy local-store:prod/token other:token --delete-source",
      {
        isTTY: true,
        lines: ["y"],
        env: { NO_COLOR: "1" },
      },
    );
    expect(stderr).toContain(
      "then   prod/token in local-store is deleted, all 1 versions, once the copy was",
    );
    expect(stdout).toContain("✓ deleted prod/token in local-store\n");
    expect([await textIn(store, "prod/token"), await textIn(other, "token")]).toEqual([undefined, TOKEN]);
  });

  test.each([
    ["copy prod/token other:x", "say which one before the name: local-store:prod/stripe"],
    ["copy local-store:prod/token local-store:prod/token", "the same secret"],
    ["copy local-store:prod/token other:x?version=1", "as a whole"],
    ["copy local-store:prod/stripe#apiKey other:x --delete-source", "as a whole"],
    ["copy local-store:prod/token other:x", "add --yes"],
    ["get prod/token", "say which one with --store NAME"],
  ])("%s: %s", async (line, expected) => {
    const { exitCode, stderr } = await confide(`secret ${line}`);
    expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes(expected) ? expected : stderr]).toEqual([
      2,
      expected,
    ]);
    expect(await textIn(other, "x")).toBeUndefined();
  });

  test("a source that isn't there was found to be none", async () => {
    const { exitCode, stderr } = await confide("secret copy local-store:prod/none other:x");
    expect([exitCode, stderr.includes("has no prod/none")]).toEqual([1, true]);
  });

  test("what comes back as another value is an error, and the source stays", async () => {
    project.write({
      "confide.config.ts": `import { fromStore, secret, Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";
const [from, inner] = [memoryStore({ x: "canary" }, { kind: "one" }), memoryStore({}, { kind: "two" })];
const to = { ...inner, put: async (name, value, ...rest) => inner.put(name, value.map((text) => text.slice(1)), ...rest) };
export default { schema: z.object({ x: secret(z.string()) }), sources: [fromStore(from), fromStore(to)] };
`,
    });
    const { exitCode, stderr } = await confide("secret copy one:x two:x --delete-source --yes");
    expect([exitCode, stderr.includes("two has another value in version 1 of x")]).toEqual([2, true]);
    expect((await confide("secret history x --store one")).exitCode).toBe(0);
  });
});

describe("the real program", () => {
  test("in a terminal: nothing of a typed value is on the screen, in ps or in the environment", async () => {
    const seen: string[] = [];
    const before = (pid: number) => {
      seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"), readFileSync(`/proc/${pid}/environ`, "utf8"));
    };
    const { exitCode, screen } = await runInTerminal(["secret", "set", "prod/token"], {
      cwd: project.folder,
      answers: [
        { at: "[y/N] ", types: "y\r" },
        { at: "shown): ", types: `${FRESH}\r` },
        { at: "again: ", types: `${FRESH}\r`, before },
      ],
    });
    expect([exitCode, screen.includes("wrote prod/token")]).toEqual([0, true]);
    expect(screen + seen.join("")).not.toContain("canary");
    expect(seen[0]).toContain("prod/token");
    expect(await textIn(store, "prod/token")).toBe(FRESH);
    // oxlint-disable-next-line no-control-regex -- what a terminal is told are control characters
    const lines = screen.replaceAll(/\u001B\[[\d;?]*[a-z]/g, "").split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("by a pipe, as a shell's redirection gives it", async () => {
    const input = Buffer.concat([Buffer.from(FRESH), Buffer.from([10])]);
    const set = await runByPipe(["secret", "set", "prod/token", "--yes"], { cwd: project.folder, input });
    expect(set).toMatchObject({ exitCode: 0, stdout: "✓ wrote prod/token in local-store: version 2\n" });
    expect(set.stderr).not.toContain("canary");
    const get = await runByPipe(["secret", "get", "prod/token", "--reveal"], { cwd: project.folder });
    expect(get).toEqual({ exitCode: 0, stdout: FRESH, stderr: "" });
  });
});

test("explain says that a group's secret could not be looked at, for each of its settings", async () => {
  writeFileSync(project.path("key.txt"), "no key");
  for (const name of ["stripe.apiKey", "token"]) {
    const { exitCode, stdout } = await confide(`explain ${name} --json`);
    const { data } = JSON.parse(stdout) as { data: { settings: { from: string }[] } };
    expect([name, exitCode, data.settings.map(({ from }) => from)]).toEqual([name, 2, ["failed"]]);
  }
});
