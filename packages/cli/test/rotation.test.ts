import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";
import { callContext, type StoreProject, storeProject, textIn } from "./kit/stores.ts";

let { project, store } = {} as StoreProject;
beforeEach(async () => {
  ({ project, store } = await storeProject({ "prod/token": "canary-1", other: "canary-2" }));
  rotations(
    'token: { store, name: "prod/token", issuer }, other: { store, issuer: randomKey(), everyMs: 86_400_000 }',
  );
});
afterEach(() => {
  project[Symbol.dispose]();
});

/** An issuer whose values are canaries. */
const ISSUER = `{
  name: "vendor",
  create: async () => new Secret("canary-" + crypto.randomUUID()),
  apply: async () => {}, test: async () => {}, revoke: async () => {},
}`;

function rotations(entries: string, issuer = ISSUER): void {
  project.write({
    "confide.rotation.ts": `import { Secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import { localStore } from "@confide/local";
import { defineIssuer, defineRotations, IssuerError, randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
const issuer = defineIssuer(${issuer});
const describe = async () => { throw new SourceError({ reason: "unavailable", message: "no answer from it" }); };
void describe;
void randomKey, IssuerError, issuer, store;
export default defineRotations({ ${entries} });
`,
  });
}

async function confide(line: string, options: Partial<RunCommandOptions> = {}): Promise<CommandOutput> {
  const output = await runCommand(line.split(" "), { cwd: project.folder, ...options });
  expect(output.stdout + output.stderr).not.toContain("canary");
  return output;
}

const undated = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "…").replaceAll(/ {2,}/g, "  ");

const PLAN = `store   local-store
secret  prod/token
phase   idle: no rotation is under way

step     does
create   vendor makes a new value
store    local-store keeps it as pending, which readers don't see
note     the store keeps a note of which version follows which
apply    vendor makes the target take it
test     vendor uses it as a reader would
promote  it becomes current, if version 1 still is
grace    version 1 stays good for 1 day
revoke   vendor ends version 1, after that, by the next run
retire   local-store takes version 1 out of use, after that, by the next run
`;

describe("rotate", () => {
  test("--plan says the steps and does nothing", async () => {
    expect(await confide("rotate token --plan")).toEqual({ exitCode: 0, stdout: PLAN, stderr: "" });
    expect((await store.describe("prod/token", callContext())).versions).toHaveLength(1);
  });

  test("shows the steps, asks, shows each as it ends, and what is good then", async () => {
    const { exitCode, stdout, stderr } = await confide("rotate token", {
      isTTY: true,
      env: { NO_COLOR: "1" },
      lines: ["y"],
    });
    expect([exitCode, undated(stdout)]).toEqual([
      0,
      "✓ rotated prod/token in local-store: version 2 after version 1, which stays good until …\n",
    ]);
    expect(stderr).toBe(`${PLAN}Rotate prod/token? [y/N]   ✓ create
  ✓ store
  ✓ note    version 2
  ✓ apply   version 2
  ✓ test    version 2
  ✓ promote version 2
  ✓ note    version 2
next  confide rotation status token  says until when the old value is good
`);
    expect(await textIn(store, "prod/token")).not.toBe("canary-1");
    const again = await confide("rotate token");
    expect([again.exitCode, undated(again.stdout)]).toEqual([0, "✓ nothing was done: in grace until …\n"]);
    expect(JSON.parse((await confide("rotate token --json")).stdout)).toMatchObject({
      next: [{ command: "confide rotation end token" }],
    });
  });

  test("the audit has each step", async () => {
    await confide("rotate token --yes");
    const { stdout } = await confide("audit who prod/token --json");
    const { data } = JSON.parse(stdout) as { data: { uses: { event: string; version?: string }[] } };
    expect(data.uses.map(({ event }) => event)).toContain("rotate");
  });

  test("a no changes nothing, and nobody to ask says --yes; an agent is asked nothing", async () => {
    const no = await confide("rotate token", { isTTY: true, lines: ["n"] });
    expect([no.exitCode, no.stderr.includes("You said no")]).toEqual([2, true]);
    expect((await confide("rotate token")).stderr).toContain("add --yes");
    expect((await confide("rotate token --agent", { isTTY: true, lines: ["y"] })).stdout).toContain(
      "nobody-to-ask",
    );
    expect((await store.describe("prod/token", callContext())).versions).toHaveLength(1);
  });

  test("what fails is said by its step, goes on later, and can be given up", async () => {
    const broken = ISSUER.replace(
      "test: async () => {}",
      'test: async () => { throw new IssuerError("the vendor is closed") }',
    );
    rotations('token: { store, name: "prod/token", issuer }', broken.replace("vendor", "broken"));
    const { exitCode, stdout, stderr } = await confide("rotate token --yes --json");
    expect([exitCode, stderr]).toEqual([2, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [
        {
          code: "rotation-failed",
          reason: "test",
          message: expect.stringContaining("the vendor is closed") as string,
        },
      ],
      next: [{ command: "confide rotation status token" }, { command: "confide rotation abort token" }],
    });
    const status = await confide("rotation status token", { isTTY: true, env: { NO_COLOR: "1" } });
    expect(undated(status.stdout)).toBe(
      "rotation  phase  current  pending  next\ntoken  begun  1, since …  2  confide rotate token\n",
    );
    expect(status.stderr).toContain("next  confide rotate token");
    expect((await confide("rotate token --plan")).stdout).toContain("version 2 is pending already");
    const abort = await confide("rotation abort token", {
      isTTY: true,
      env: { NO_COLOR: "1" },
      lines: ["y"],
    });
    expect(abort.stderr).toContain("ends    version 2, which is revoked and retired\nstays   version 1\n");
    expect(abort.stdout).toBe(
      "✓ gave up the rotation of prod/token in local-store: the current value stays\n",
    );
    expect(await textIn(store, "prod/token")).toBe("canary-1");
  });

  test.each([
    ["apply", ["confide rotation status token", "confide rotation abort token"]],
    ["revoke", ["confide rotation status token"]],
  ])("what %s throws isn't shown, which is said, with what to do", async (step, next) => {
    const broken = ISSUER.replace(
      `${step}: async () => {}`,
      `${step}: async () => { throw new Error("canary"); }`,
    );
    rotations('token: { store, name: "prod/token", issuer, graceMs: 0 }', broken);
    const { exitCode, stdout } = await confide("rotate token --yes --json");
    const { problems, next: offered } = JSON.parse(stdout) as {
      problems: { message: string; fix: string }[];
      next: { command: string }[];
    };
    expect([exitCode, problems[0]?.message]).toEqual([
      2,
      `${step} failed for prod/token in local-store (Error)`,
    ]);
    expect(problems[0]?.fix).toContain(
      "its message isn't shown, as it may quote a value: throw an IssuerError",
    );
    expect(offered.map(({ command }) => command)).toEqual(next);
    const shown = await confide("rotate token --yes");
    expect(shown.stderr).toContain(`✗ ${step.padEnd(8)}failed`);
  });

  test("where nothing was begun, there is nothing to give up", async () => {
    rotations('token: { store, name: "prod/token", issuer, graceMs: 1 }');
    expect(JSON.parse((await confide("rotate token --yes --json")).stdout)).toMatchObject({ next: [] });
  });

  test("--if-due rotates if it is time", async () => {
    const early = await confide("rotate other --if-due --yes");
    expect([early.exitCode, undated(early.stdout)]).toEqual([0, "✓ not due before …: nothing was done\n"]);
    expect((await confide("rotate token --if-due --yes")).stderr).toContain("neither everyMs nor cron");
  });

  test("a grace that is too short is refused before anything is asked", async () => {
    rotations('token: { store, name: "prod/token", issuer, graceMs: 1 }');
    const { exitCode, stderr } = await confide("rotate token --plan");
    expect([exitCode, stderr.includes("a grace of 1 ms is too short"), stderr.includes("fix")]).toEqual([
      2,
      true,
      true,
    ]);
  });

  test("a notice that isn't sent is a warning", async () => {
    rotations(
      'token: { store, name: "prod/token", issuer, notify: async () => { throw new Error("canary"); } }',
    );
    const { exitCode, stderr } = await confide("rotate token --yes");
    expect([exitCode, stderr.includes("! notify failed for prod/token")]).toEqual([0, true]);
  });

  test("in a terminal of 80 columns", async () => {
    const { exitCode, screen } = await runInTerminal(["rotate", "token"], {
      cwd: project.folder,
      answer: "y",
    });
    expect([exitCode, screen.includes("canary")]).toEqual([0, false]);
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const lines = screen.replaceAll(/\u001B\[\d+m/g, "").split("\n");
    expect(Math.max(...lines.slice(0, 16).map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(screen).toContain("promote version 2");
  });
});

describe("rotation end", () => {
  const states = async () =>
    (await store.describe("prod/token", callContext())).versions.map(({ state }) => state);

  test("ends the old value now: it shows which, and asks", async () => {
    await confide("rotate token --yes");
    const plan = await confide("rotation end token --plan");
    expect([plan.exitCode, undated(plan.stdout)]).toEqual([
      0,
      `store  local-store
secret  prod/token
phase  grace: the old value is good too
ends  version 1, which would be good until …
stays  version 2
`,
    ]);
    const no = await confide("rotation end token", { isTTY: true, lines: ["n"] });
    expect([no.exitCode, no.stderr.includes("End the old value of prod/token now? [y/N] ")]).toEqual([
      2,
      true,
    ]);
    expect((await confide("rotation end token")).stderr).toContain("add --yes");
    expect(await states()).toEqual(["enabled", "enabled"]);
    const { exitCode, stdout } = await confide("rotation end token --yes");
    expect([exitCode, stdout]).toEqual([
      0,
      "✓ ended version 1 of prod/token in local-store: version 2 stays\n",
    ]);
    expect(await states()).toEqual(["destroyed", "enabled"]);
    const again = await confide("rotation end token --yes");
    expect([again.exitCode, again.stdout]).toEqual([
      0,
      "✓ no old value of prod/token in local-store is good any more\n",
    ]);
    expect((await confide("rotate token --yes")).stdout).toContain("✓ rotated");
  });

  test("does nothing where nothing is in grace", async () => {
    expect((await confide("rotation end token")).stdout).toContain("no old value of prod/token");
  });

  test("leaves a rotation that was begun", async () => {
    const broken = ISSUER.replace("test: async () => {}", "test: async () => { throw new Error(); }");
    rotations('token: { store, name: "prod/token", issuer }', broken);
    await confide("rotate token --yes");
    expect(JSON.parse((await confide("rotation end token --yes --json")).stdout)).toMatchObject({
      data: { outcome: "nothing", phase: "begun", graced: [] },
    });
    expect(await states()).toEqual(["enabled", "enabled"]);
  });

  test("says what fails, and is in the audit", async () => {
    const broken = ISSUER.replace("revoke: async () => {}", "revoke: async () => { throw new Error(); }");
    rotations('token: { store, name: "prod/token", issuer }', broken);
    await confide("rotate token --yes");
    const failed = await confide("rotation end token --yes --json");
    expect([failed.exitCode, JSON.parse(failed.stdout)]).toMatchObject([
      2,
      { problems: [{ reason: "revoke" }], next: [{ command: "confide rotation status token" }] },
    ]);
    const { stdout } = await confide("audit who prod/token --json");
    const { data } = JSON.parse(stdout) as { data: { uses: { event: string; version?: string }[] } };
    expect(data.uses).toContainEqual(expect.objectContaining({ event: "rotate", version: "1" }));
  });
});

describe("rotation status and abort", () => {
  test("all rotations", async () => {
    await confide("rotate token --yes");
    const { stdout } = await confide("rotation status");
    expect(undated(stdout)).toBe(`rotation  phase  current  also good
token  grace  2, since …  1, until …
other  idle  1, since …
`);
  });

  test("one that isn't there is a problem among the others", async () => {
    rotations('token: { store, name: "prod/token", issuer }, gone: { store, issuer }');
    const { exitCode, stdout } = await confide("rotation status");
    expect(exitCode).toBe(1);
    expect(undated(stdout)).toContain("token  idle  1, since …\n\n✗ gone: ");
  });

  test("one that can't be looked at is one too, and then it could not look at all", async () => {
    rotations(
      'token: { store, name: "prod/token", issuer }, gone: { store, issuer }, down: { store: { ...store, describe }, issuer }',
    );
    const { stdout: json } = await confide("rotation status --json");
    expect(JSON.parse(json)).toMatchObject({
      exitCode: 2,
      problems: [{ reason: "not-found" }, { reason: "unavailable", message: "down: no answer from it" }],
      data: { rotations: [{ name: "token" }] },
    });
  });

  test("where none can be looked at, each is said", async () => {
    rotations("gone: { store, issuer }, down: { store: { ...store, describe }, issuer }");
    const { exitCode, stdout } = await confide("rotation status");
    expect([exitCode, stdout.startsWith("✗ gone: "), stdout.includes("✗ down: ")]).toEqual([2, true, true]);
  });

  test("one that was asked about, and isn't there, was found out", async () => {
    rotations("gone: { store, issuer }");
    expect((await confide("rotation status gone")).exitCode).toBe(1);
  });

  test("a note that can't be read keeps any rotation from beginning, which is a problem", async () => {
    await store.annotate("prod/token", { [`rotation-${"a".repeat(32)}`]: "made up" }, {}, callContext());
    const { exitCode, stdout } = await confide("rotation status token");
    expect([exitCode, stdout.includes("can't be read as the state of a rotation")]).toEqual([1, true]);
  });

  test("nothing to give up, and too late", async () => {
    expect((await confide("rotation abort token")).stdout).toContain(
      "no rotation of prod/token in local-store is under way",
    );
    await confide("rotate token --yes");
    const { exitCode, stdout } = await confide("rotation abort token");
    expect([exitCode, stdout.includes("The new value is current already")]).toEqual([1, true]);
  });
});

test.each<[string, string, string]>([
  ["rotate tokn --plan", 'token: { store, name: "prod/token", issuer }', "did you mean token?"],
  ["rotate", "token: { store, issuer }", "needs a NAME"],
  ["rotate token --plan", "token: { store }", "defines token without an issuer"],
  ["rotate token --plan", "token: { issuer }", "defines token without a store"],
  [
    "rotate token --plan",
    'token: { store: { name: "s" }, issuer }',
    "defines token without a store that can be written",
  ],
  [
    "rotate token --plan",
    "token: { store, issue: issuer }",
    "confide.rotation.ts:14: token has no option issue: did you mean issuer?",
  ],
  [
    "rotation status",
    "token: { store, issuer, graceMS: 0 }",
    "token has no option graceMS: did you mean graceMs?",
  ],
  ["rotation status", "", "no rotations in its default export"],
  ["rotation status token", "token: { store: { ...store, describe }, issuer }", "no answer from it"],
  ["rotation status tokn", "token: { store, issuer }", "did you mean token?"],
])("%s with { %s }: %s", async (line, entries, expected) => {
  rotations(entries);
  const { exitCode, stderr } = await confide(line);
  expect([exitCode, stderr.replaceAll(/\s+/g, " ").includes(expected) ? expected : stderr]).toEqual([
    2,
    expected,
  ]);
});

test("a misspelt option is found where defineRotations isn't called", async () => {
  project.write({
    "confide.rotation.ts": `import { localStore } from "@confide/local";
import { randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
export default { token: { store, name: "prod/token", issuer: randomKey(), graceMS: 0 } };
`,
  });
  for (const line of ["rotate token --plan", "rotation status", "rotation abort token"]) {
    const { exitCode, stderr } = await confide(line);
    expect([exitCode, stderr.replaceAll(/\s+/g, " ")]).toEqual([
      2,
      expect.stringContaining("confide.rotation.ts: token has no option graceMS: did you mean graceMs?"),
    ]);
  }
});

test("a project without the file, or with two, is told", async () => {
  project.write({ "confide.rotation.js": "export default {};" });
  expect((await confide("rotation status")).stderr).toContain(
    "holds confide.rotation.ts and confide.rotation.js",
  );
  const other = await storeProject({});
  const { exitCode, stderr } = await confide("rotation status", { cwd: other.project.folder });
  other.project[Symbol.dispose]();
  expect([exitCode, stderr.includes("There is no confide.rotation.ts")]).toEqual([2, true]);
});
