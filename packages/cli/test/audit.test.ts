import { appendFileSync, readFileSync, writeFileSync } from "node:fs";

import { auditFile, fromStore, loadConfig, readSecret, secret } from "@confide/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";
import { type StoreProject, storeProject } from "./kit/stores.ts";

let { project, store } = {} as StoreProject;
beforeEach(async () => {
  ({ project, store } = await storeProject({
    "prod/token": "canary-1",
    "prod/stripe": '{ "apiKey": "canary-2" }',
  }));
});
afterEach(() => {
  project[Symbol.dispose]();
});

async function confide(line: string, options: Partial<RunCommandOptions> = {}): Promise<CommandOutput> {
  const output = await runCommand(line.split(" "), { cwd: project.folder, ...options });
  expect(output.stdout + output.stderr).not.toContain("canary");
  return output;
}

/** What an application would do, with its audit in the file that the definition names. Returns its last head. */
async function application(work: "loads" | "uses the key" | "reads the key"): Promise<string> {
  await using audit = auditFile(project.path("audit.log"));
  if (work === "reads the key") (await readSecret(store, "prod/stripe#apiKey")).reveal("charge");
  else {
    const schema = z.object({ token: secret(z.string()), stripe: z.object({ apiKey: secret(z.string()) }) });
    const refs = { token: "prod/token", stripe: "prod/stripe" };
    const { token, stripe } = await loadConfig({ schema, sources: [fromStore(store, { refs })] });
    token.reveal("redaction");
    if (work === "uses the key") for (let time = 0; time < 3; time++) stripe.apiKey.reveal("charge");
  }
  await audit.close();
  return audit.head;
}

interface WhoOutput {
  readonly data: { readonly uses: readonly { readonly event: string }[] };
}

const undated = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC|T[\d:.]+Z)/g, "…");

describe("audit who", () => {
  test("a write of one property, and a rotation, leave no reveal without a name and a purpose", async () => {
    project.write({
      "confide.rotation.ts": `import { localStore } from "@confide/local";
import { defineRotations, randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
export default defineRotations({ token: { store, name: "prod/token", issuer: randomKey() } });
`,
    });
    await confide("secret set prod/stripe#apiKey --yes", { input: "canary-3" });
    await confide("rotate token --yes");
    const { data } = JSON.parse((await confide("audit who prod/stripe --json")).stdout) as WhoOutput;
    expect(data.uses.map(({ event }) => event)).toEqual(["read"]);
    const rotated = JSON.parse((await confide("audit who token --json")).stdout) as WhoOutput;
    const reveals = rotated.data.uses.filter(({ event }) => event === "reveal");
    expect(reveals.length).toBeGreaterThan(0);
    for (const each of reveals) expect(each).toMatchObject({ setting: "prod/token", purpose: "rotation" });
    const lines = project.read("audit.log").trim().split("\n");
    const all = lines.map((line) => JSON.parse(line) as Record<string, string | undefined>);
    expect(all.filter(({ event, setting, purpose }) => event === "reveal" && !(setting && purpose))).toEqual(
      [],
    );
  });

  test("says who did what with which version, how often and when", async () => {
    await application("uses the key");
    await application("reads the key");
    const { exitCode, stdout, stderr } = await confide("audit who stripe.apiKey --json");
    expect([exitCode, stderr]).toEqual([0, ""]);
    const { data } = JSON.parse(undated(stdout)) as { data: { uses: { event: string; host: string }[] } };
    const where = { store: "local-store", version: "1", outcome: "ok", first: "…", last: "…" };
    const writer = {
      host: expect.any(String) as string,
      program: expect.any(String) as string,
      user: process.getuid?.(),
    };
    const key = { ...writer, ...where, ref: "prod/stripe#apiKey" };
    expect(data.uses).toHaveLength(5);
    expect(data.uses).toEqual(
      expect.arrayContaining([
        { ...key, event: "reveal", setting: "stripe.apiKey", purpose: "charge", times: 3 },
        { ...key, event: "reveal", setting: "prod/stripe#apiKey", purpose: "charge", times: 1 },
        { ...key, event: "load", setting: "stripe.apiKey", times: 1 },
        { ...writer, ...where, ref: "prod/stripe", event: "read", setting: "stripe", times: 1 },
        { ...writer, ...where, ref: "prod/stripe", event: "read", times: 1 },
      ]),
    );
  });

  test.each(["prod/stripe", "prod/stripe#apiKey", "stripe", "STRIPE_API_KEY"])(
    "%s finds it too",
    async (name) => {
      await application("uses the key");
      const { stdout } = await confide(`audit who ${name}`);
      expect(stdout).toMatch(/^last +times +who +did +of\n/);
      expect(stdout).toMatch(/ 3 +\S+ on .*reveal \(charge\) +local-store prod\/stripe#apiKey version 1\n/);
    },
  );

  test("nobody is an answer, and so is another version or property", async () => {
    await application("uses the key");
    const { stdout: none } = await confide("audit who prod/stripe?version=2");
    expect(none).toBe("no entry says that anybody used prod/stripe?version=2\n");
    // The store gives a secret as a whole: that was read for any property.
    const { stdout: other } = await confide("audit who prod/stripe#other");
    expect([other.includes("  read  "), other.includes("reveal")]).toEqual([true, false]);
    const { stdout } = await confide("audit who token");
    expect(stdout).toContain("reveal (redaction)");
  });

  test.each(["stripe.apiKey", "stripe", "prod/stripe#apiKey"])(
    "%s was disclosed by whoever got the whole secret, or another version",
    async (name) => {
      for (const ref of ["prod/stripe", "prod/stripe?version=1#apiKey"])
        await runCommand(["secret", "get", ref, "--reveal"], { cwd: project.folder });
      const { stdout } = await confide(`audit who ${name}`);
      expect(
        stdout.match(/reveal \(confide secret\s+get\) +local-store prod\/stripe\S* version 1/g),
      ).toHaveLength(2);
    },
  );

  test("a version is asked for by what the store calls it, whatever the entry's ref says", async () => {
    await application("uses the key");
    expect((await confide("audit who prod/stripe?version=1#apiKey")).stdout).toContain("reveal (charge)");
  });

  test("another store's secret of the same name is another one for a setting", async () => {
    const entry = {
      event: "reveal",
      store: "vault",
      ref: "prod/token",
      outcome: "ok",
      time: "2026-01-02T03:04:05Z",
    };
    appendFileSync(project.path("audit.log"), `${JSON.stringify(entry)}\n`);
    expect((await confide("audit who token")).stdout).toContain("no entry says that anybody used token");
    expect((await confide("audit who prod/token")).stdout).toContain("vault prod/token");
  });

  test.each([
    ["prod/strip", "did you mean prod/stripe?"],
    ["stripe.apKey", "did you mean stripe.apiKey?"],
    ["STRIPE_API_KEYS", "did you mean STRIPE_API_KEY?"],
    ["prod/strip?version=2#apiKey", "No setting of the definition, and no entry of the audit, has this name"],
  ])("a misspelt name is no secret that nobody used: %s", async (name, expected) => {
    await application("uses the key");
    const { exitCode, stdout, stderr } = await confide(`audit who ${name}`);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(expected);
    const files = ["audit", "who", name, "--file", project.path("audit.log"), "--json"];
    using empty = new Project();
    const { stdout: json } = await runCommand(files, { cwd: empty.folder });
    expect(JSON.parse(json)).toMatchObject({ exitCode: 2, problems: [{ code: "unknown-name" }] });
  });

  test("nobody is an answer for a name that the definition or an entry has", async () => {
    writeFileSync(project.path("audit.log"), "");
    for (const name of [
      "token",
      "TOKEN",
      "stripe",
      "prod/token",
      "prod/stripe#other",
      "prod/token?version=7",
    ])
      expect((await confide(`audit who ${name}`)).stdout).toBe(`no entry says that anybody used ${name}\n`);
    expect((await confide("audit who nothing")).exitCode).toBe(2);
  });

  test("in a terminal of 80 columns; what somebody wrote into the file moves no cursor; a broken chain is told", async () => {
    await application("uses the key");
    const odd = {
      event: "reveal",
      setting: "token",
      time: "2026-01-02T03:04:05Z",
      outcome: "ok",
      purpose: "\u001B[2Jx",
    };
    appendFileSync(project.path("audit.log"), `${JSON.stringify(odd)}\n`);
    const { screen } = await runInTerminal(["audit", "who", "token"], {
      cwd: project.folder,
      env: { NO_COLOR: "1" },
    });
    expect(Math.max(...screen.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(screen).not.toContain("\u001B");
    expect(screen).toContain("was changed afterwards");
  });

  test("files that are named need no definition", async () => {
    await application("uses the key");
    using empty = new Project();
    const options = { cwd: empty.folder };
    const line = ["audit", "who", "stripe.apiKey", "--file", project.path("audit.log")];
    expect((await runCommand(line, options)).stdout).toContain("reveal (charge)");
    expect((await runCommand(line.slice(0, 3), options)).exitCode).toBe(2);
  });

  test.each([
    ["audit who token --file none.log", "none.log could not be read (ENOENT)"],
    ["audit who token --file .", "could not be read (EINVAL)"],
    ["audit who ?x", "is no ref"],
    ["audit who", "needs a NAME"],
  ])("%s: %s", async (line, expected) => {
    const { exitCode, stderr } = await confide(line);
    expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes(expected) ? expected : stderr]).toEqual([
      2,
      expected,
    ]);
  });
});

describe("audit unused", () => {
  test("the whole secret was read for each of its properties", async () => {
    await runCommand(["secret", "get", "prod/stripe", "--reveal"], { cwd: project.folder });
    const { stdout } = await confide("audit unused --since 1d --json");
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ setting: "token" }],
      data: { secrets: [{}, { setting: "stripe.apiKey", unused: false }] },
    });
  });

  test("a secret that was loaded, or looked for by a redactor, was not read", async () => {
    await application("uses the key");
    const { exitCode, stdout, stderr } = await confide("audit unused --since 1d");
    expect(exitCode).toBe(1);
    expect(undated(stdout)).toBe(
      "✗ token (secret)  no entry says that anybody read it, and it was last loaded on …\n",
    );
    expect(undated(stderr)).toContain("! The audit begins on …: of the time before it says nothing");
  });

  test("all were read, by whatever means", async () => {
    await application("reads the key");
    const first = JSON.parse(readFileSync(project.path("audit.log"), "utf8").split("\n")[1] ?? "") as {
      time: string;
    };
    await runCommand(["secret", "get", "prod/token", "--reveal"], { cwd: project.folder });
    const { exitCode, stdout, stderr } = await confide(`audit unused --since ${first.time}`);
    expect([exitCode, undated(stdout), stderr]).toEqual([0, "✓ all 2 secrets were read since …\n", ""]);
    const later = await confide("audit unused --since 2999-01-01 --json");
    expect(JSON.parse(later.stdout)).toMatchObject({
      problems: [{ code: "unused-secret", setting: "token" }, { setting: "stripe.apiKey" }],
      data: { secrets: [{ setting: "token", unused: true, lastLoaded: null }, {}] },
    });
  });

  test.each([
    ["audit unused", "needs --since DATE"],
    ["audit unused --since yesterday", "--since needs a date"],
    ["audit unused --since 2026-13-01", "--since needs a date"],
    ["audit unused --since 9d", "audit.log could not be read (ENOENT)"],
  ])("%s: %s", async (line, expected) => {
    const { exitCode, stderr } = await confide(line);
    expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes(expected) ? expected : stderr]).toEqual([
      2,
      expected,
    ]);
  });

  test("a definition that names no file says how to", async () => {
    const other = await storeProject({}, { audit: false });
    const { exitCode, stderr } = await confide("audit unused --since 9d", { cwd: other.project.folder });
    other.project[Symbol.dispose]();
    expect([exitCode, stderr.includes('export const audit = "audit.log"')]).toEqual([2, true]);
  });
});

describe("audit verify", () => {
  test("the chain is whole, against a head too", async () => {
    const head = await application("loads");
    const { exitCode, stdout } = await confide("audit verify");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^✓ \/.*audit\.log: \d+ entries, the chain is whole\n {2}head [\w-]{43}\nEntries that were/,
    );
    expect(stdout).toContain(head);
    expect((await confide(`audit verify --head ${head}`)).stdout).not.toContain("Entries that were");
  });

  test("finds what was changed, removed, and cut off", async () => {
    const head = await application("uses the key");
    const path = project.path("audit.log");
    const lines = readFileSync(path, "utf8").split(/(?<=\n)/);
    writeFileSync(path, lines.with(1, (lines[1] ?? "").replace('"ok"', '"no"')).join(""));
    const changed = await confide("audit verify --json");
    expect(changed.exitCode).toBe(1);
    expect(JSON.parse(changed.stdout)).toMatchObject({
      problems: [{ code: "audit-changed", file: path, line: 2 }],
    });
    writeFileSync(path, lines.toSpliced(2, 1).join(""));
    expect((await confide("audit verify")).stdout).toContain("✗ an entry is missing before it");
    writeFileSync(path, lines.slice(0, -1).join(""));
    expect((await confide("audit verify")).exitCode).toBe(0);
    expect((await confide(`audit verify --head ${head}`)).stdout).toContain(
      "the entry with the given head is not there",
    );
  });

  test("a file that isn't there could not be looked at; a head is about one file", async () => {
    const { exitCode, stderr } = await confide("audit verify --file none.log");
    expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes("could not be read (ENOENT)")]).toEqual([
      2,
      true,
    ]);
    expect((await confide("audit verify --file a --file b --head x")).stderr).toContain("about one file");
  });
});
