import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { HookProject } from "./hooks/hook-project.ts";
import type { Project } from "./kit/project.ts";
import { callContext, storeProject, textIn } from "./kit/stores.ts";
import { runCommand, type RunCommandOptions } from "./kit/run-command.ts";

const VALUE = "ghx_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

/** A repository in whose history and files a secret is. */
function leakedProject(): HookProject {
  const project = new HookProject({ ".env": `GITHUB=${VALUE}\n`, ".gitignore": "node_modules\n.env\n" });
  project.write({
    "src/a.ts": `const a = 1;\nexport const token = "${VALUE}";\n`,
    "b.log": `called with ${encodeURIComponent(VALUE)}\n`,
  });
  project.git("add", "src");
  project.git("commit", "-qm", "with it");
  project.write({ "src/a.ts": "const a = 1;\n" });
  project.git("commit", "-qam", "without it");
  return project;
}

async function incident(project: HookProject, line: string, options?: Partial<RunCommandOptions>) {
  return runCommand(["incident", ...line.split(" ")], { cwd: project.folder, env: project.env, ...options });
}

interface IncidentEnvelope {
  readonly exitCode: number;
  readonly problems: readonly { readonly code: string }[];
  readonly warnings: readonly { readonly code: string }[];
  readonly data: {
    readonly places: readonly object[];
    readonly outcome: string;
    readonly commands: readonly string[];
    readonly done: readonly string[];
    readonly users: null;
    readonly copy: string;
    readonly recorded: readonly string[];
  };
}

test("--remote names the refs of a remote that lead to the value, also behind a rewrite", { timeout: 60_000 }, async () => {
  using project = leakedProject();
  const remote = project.path("remote.git");
  project.git("init", "-q", "--bare", "remote.git");
  project.git("remote", "add", "origin", "./remote.git");
  project.git("push", "-q", "origin", "HEAD:refs/heads/main", "HEAD:refs/pull/7/head", "HEAD:refs/merge-requests/2/head");
  // The same in a history of its own, and one without it.
  project.git("checkout", "-q", "--orphan", "other");
  project.git("commit", "-q", "--allow-empty", "-m", "clean");
  project.git("push", "-q", "origin", "HEAD:refs/pull/8/head");
  project.git("commit", "-q", "--allow-empty", "-m", `it is ${VALUE}`);
  project.git("push", "-q", "origin", "HEAD:refs/pull/9/head");
  const refs = async () => {
    const { stdout, exitCode } = await incident(project, "github --plan --json --remote origin");
    expect(stdout).not.toContain(VALUE);
    expect(exitCode).toBe(1);
    const { places } = (JSON.parse(stdout) as IncidentEnvelope).data as { readonly places: readonly { readonly where: string; readonly path: string }[] };
    return places.filter(({ where }) => where === "remote").map(({ path }) => path);
  };
  expect(await refs()).toEqual(["refs/heads/main", "refs/merge-requests/2/head", "refs/pull/7/head", "refs/pull/9/head"]);
  project.git("--git-dir", remote, "update-ref", "-d", "refs/heads/main");
  expect(await refs()).toEqual(["refs/merge-requests/2/head", "refs/pull/7/head", "refs/pull/9/head"]);
  const { exitCode, stdout } = await incident(project, "github --plan --json --remote nowhere");
  expect({ exitCode, codes: (JSON.parse(stdout) as IncidentEnvelope).problems.map(({ code }) => code) }).toEqual({ exitCode: 2, codes: expect.arrayContaining(["leaked-value", "remote-unread"]) as unknown });
}); // prettier-ignore

describe("confide incident --plan", () => {
  let project: HookProject;
  let output: Awaited<ReturnType<typeof incident>>;
  beforeAll(async () => {
    project = leakedProject();
    output = await incident(project, "github --plan --json --path b.log");
  });
  afterAll(() => project[Symbol.dispose]());
  const envelope = () => JSON.parse(output.stdout) as IncidentEnvelope;

  test("says where the value is: history, files that are named, and not the .env that git ignores", () => {
    const { exitCode, data, problems } = envelope();
    expect(exitCode).toBe(1);
    expect(data.places).toMatchObject([
      { where: "tree", path: "b.log", line: 1 },
      { where: "history", path: "src/a.ts", line: 2 },
      { where: "path", path: "b.log", line: 1 },
    ]);
    expect(problems.map(({ code }) => code)).toEqual(["leaked-value", "leaked-value", "leaked-value"]);
  });

  test("changes nothing", () => {
    expect(envelope().data.outcome).toBe("plan");
    expect(existsSync(project.path("incident-github.md"))).toBe(false);
    expect(existsSync(`${project.folder}-erased.git`)).toBe(false);
  });

  test("names the commands, in which the value isn't", () => {
    expect(envelope().data.commands).toEqual([
      "confide incident github --erase --stdin --yes",
      `git -C '${envelope().data.copy}' push --force --all URL`,
      `git -C '${envelope().data.copy}' push --force --tags URL`,
    ]);
    expect(output.stdout + output.stderr).not.toContain(VALUE);
  });
});

test("a person is asked for each, and no does nothing", async () => {
  using project = leakedProject();
  const { exitCode, stdout, stderr } = await incident(project, "GITHUB", {
    isTTY: true,
    columns: 80,
    lines: ["n", "n"],
    env: { ...project.env, NO_COLOR: "1" },
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("Erase it from a copy, ");
  expect(stderr).toContain("Write incident-github.md? [y/N] ");
  expect(stdout).toContain(
    "· replace github at its issuer, and revoke the old one\n· erase it from the history, in every form, on a copy first; the value that leaked comes by standard input:\n",
  );
  expect(stdout + stderr).not.toContain(VALUE);
  expect(existsSync(project.path("incident-github.md"))).toBe(false);
});

test.each([
  ["port", "unknown-setting"],
  ["nope", "unknown-setting"],
  ["plain", "no-value"],
])("%s can't be one: %s", async (name, code) => {
  using project = leakedProject();
  const { exitCode, stdout } = await incident(project, `${name} --plan --json`);
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([2, { problems: [{ code }] }]);
});

describe("a value that was replaced by hand since the last run", () => {
  let project: HookProject;
  let first: string;
  beforeAll(async () => {
    project = leakedProject();
    await incident(project, "github --path b.log", { isTTY: true, lines: ["n", "y"] });
    first = project.read("incident-github.md");
    project.write({ ".env": "GITHUB=made-up-and-new-value\n", "b.log": "" });
  });
  afterAll(() => project[Symbol.dispose]());
  const again = async (line: string, options?: Partial<RunCommandOptions>) =>
    incident(project, line, { isTTY: true, env: { ...project.env, NO_COLOR: "1" }, ...options });

  test("isn't forgotten by the report, and a warning says which value was looked for", async () => {
    expect(first).toContain("\n- in the history: src/a.ts:2, since ");
    const { stdout } = await again("github --yes --json", { isTTY: false });
    const { data, warnings } = JSON.parse(stdout) as IncidentEnvelope;
    expect(data.places).toEqual([]);
    expect(data.recorded).toEqual([
      "in the work tree: b.log:1",
      expect.stringMatching(/^in the history: src\/a\.ts:2, since [0-9a-f]{12} by /),
      "in what was named: b.log:1",
    ]);
    expect(warnings).toMatchObject([
      {
        code: "value-replaced",
        message: expect.stringContaining("by the value that the sources have now") as string,
      },
    ]);
    const report = project.read("incident-github.md");
    expect(report).not.toContain("It is in no file");
    for (const each of data.recorded) expect(report).toContain(`\n- ${each}\n`);
    const { stdout: shown } = await again("github --plan");
    expect(shown.replaceAll(/\s+/g, " ")).toContain(
      "nowhere that was looked at; an earlier run found it in 3 other places, by its report",
    );
    // However often it is run.
    await again("github --yes");
    for (const each of data.recorded) expect(project.read("incident-github.md")).toContain(`\n- ${each}\n`);
  });

  test("is found again by what is typed, of which nothing is shown; then there is no warning", async () => {
    const { stdout, stderr, exitCode } = await again("github --stdin", {
      hidden: [{ text: VALUE }],
      lines: ["n", "y"],
    });
    expect([exitCode, stderr.includes("The value that leaked (nothing is shown): ")]).toEqual([1, true]);
    expect(stdout + stderr).not.toContain(VALUE);
    expect(stdout + stderr).not.toContain("sources have now");
    const report = project.read("incident-github.md");
    expect(report.match(/^- in the history: src\/a\.ts:2/gm)).toHaveLength(1);
    expect(report).toContain(
      "An earlier run found it here, and the last one didn't:\n\n- in the work tree: b.log:1\n",
    );
  });

  test("can't be erased by its new value, which is said", async () => {
    const { stdout, exitCode } = await again("github --erase --yes --json", { isTTY: false });
    const { problems, data } = JSON.parse(stdout) as IncidentEnvelope;
    expect([exitCode, problems.map(({ code }) => code), data.done]).toEqual([2, ["nothing-to-erase"], []]);
    expect(stdout).toContain("add --stdin");
  });

  test.each([
    ["nothing typed", { hidden: [{ failure: "cancelled" }] }],
    ["an agent, which is asked nothing", { agent: true }],
  ] as const)("%s", async (_, options) => {
    const { exitCode, stdout, stderr } = await again("github --stdin --plan", options);
    expect([exitCode, (stdout + stderr).includes("No value was given")]).toEqual([2, true]);
  });
});

test.each([
  ["githb", "did you mean github?"],
  ["GITHB", "did you mean github?"],
  ["port", "its secrets are stripe.apiKey, github, word, plain"],
])("%s isn't one: %s", async (name, fix) => {
  using project = leakedProject();
  const { stdout } = await incident(project, `${name} --plan --json`);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ fix }] });
});

test("it names the places that have a value, and a named audit file that isn't there yet", async () => {
  using project = leakedProject();
  const definition = project.read("confide.config.ts");
  project.write({ "confide.config.ts": `${definition}\nexport const audit = "audit.log";\n` });
  expect((await incident(project, "github --plan")).stdout).toMatch(
    /^used by {5}audit\.log isn't there: no use was recorded\ncomes from {2}\.env GITHUB$/m,
  );
  await incident(project, "github", { isTTY: true, lines: ["n", "y"] });
  const report = project.read("incident-github.md");
  expect(report).toContain("\n- the value of .env GITHUB\n\nWhoever can read that place has it.\n");
  expect(report).toContain("put it where the old one is (.env GITHUB), and start what uses it anew.");
  for (const word of ["confide secret set", "confide policy"]) expect(report).not.toContain(word);
});

test("of a secret in a store, the report names the commands for stores", async () => {
  const { project: made } = await storeProject({ "prod/token": "made-up-and-old", "prod/stripe": "{}" });
  using project = made;
  withRotations(project, "");
  rmSync(project.path("confide.rotation.ts"));
  const env = { PATH: process.env.PATH ?? "" };
  await runCommand(["incident", "token", "--yes"], { cwd: project.folder, env });
  const report = project.read("incident-token.md");
  expect(report).toContain("- the value of local-store prod/token\n");
  expect(report).toContain("put it into local-store by `confide secret set`");
  expect(report).toContain("`confide policy` prints which permissions read it");
});

test("without a name it shows one, as a person types it", async () => {
  using project = leakedProject();
  const { stderr } = await incident(project, "--plan");
  expect(stderr).toContain("as in confide incident database.password --plan\n");
});

test("another value comes by standard input", async () => {
  using project = leakedProject();
  project.write({ "c.txt": "made-up-earlier-value\n" });
  const { stdout } = await incident(project, "plain --plan --json --stdin", {
    input: "made-up-earlier-value\n",
  });
  expect((JSON.parse(stdout) as IncidentEnvelope).data.places).toMatchObject([
    { where: "tree", path: "c.txt" },
  ]);
});

/** A repository of its own, with rotations of the secrets in the project's store. */
function withRotations(project: Project, rotations: string): void {
  project.write({
    "confide.rotation.ts": `import { localStore } from "@confide/local";
import { defineRotations, randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
export default defineRotations({ ${rotations} });
`,
  });
  execFileSync("rm", ["-rf", project.path(".git")]);
  execFileSync("git", ["init", "-q"], { cwd: project.folder });
}

test("a secret with a rotation is rotated without a grace, and a second run goes on behind it", async () => {
  const { project: made, store } = await storeProject({
    "prod/token": "made-up-and-old",
    "prod/stripe": "{}",
  });
  using project = made;
  withRotations(
    project,
    '"the-token": { store, name: "prod/token", issuer: randomKey(), graceMs: 3_600_000 }',
  );
  const env = { PATH: process.env.PATH ?? "" };
  const run = async () => runCommand(["incident", "token", "--yes", "--json"], { cwd: project.folder, env });
  const first = JSON.parse((await run()).stdout) as IncidentEnvelope;
  expect(first.data).toMatchObject({ done: ["rotated"], outcome: "written" });
  const { stdout: told } = await runCommand(["audit", "who", "token", "--json"], {
    cwd: project.folder,
    env,
  });
  expect((JSON.parse(told) as { data: { uses: { event: string }[] } }).data.uses).toContainEqual(
    expect.objectContaining({ event: "rotate", ref: "prod/token" }),
  );
  const rotated = await textIn(store, "prod/token");
  expect(rotated).not.toBe("made-up-and-old");
  const report = project.read("incident-token.md");
  expect(report).toContain("- [x] `confide incident token` rotates the-token");
  expect(report).not.toContain("made-up-and-old");
  project.write({
    "incident-token.md": report.replace("- How it was found:", "- How it was found: by a scan"),
  });
  const second = JSON.parse((await run()).stdout) as IncidentEnvelope;
  expect(second.data.done).toEqual(["rotated"]);
  expect([first, second].map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
    [],
    ["value-replaced"],
  ]);
  expect(await textIn(store, "prod/token")).toBe(rotated);
  expect(project.read("incident-token.md")).toContain("- How it was found: by a scan");
});

test("a value that leaked during the grace of its own rotation is replaced too", async () => {
  const { project: made, store } = await storeProject({
    "prod/token": "made-up-and-old",
    "prod/stripe": "{}",
  });
  using project = made;
  withRotations(project, '"the-token": { store, name: "prod/token", issuer: randomKey() }');
  const env = { PATH: process.env.PATH ?? "" };
  const run = async (...line: string[]) =>
    runCommand([...line, "--yes", "--json"], { cwd: project.folder, env });
  await run("rotate", "the-token");
  const leaked = await textIn(store, "prod/token");
  expect(leaked).not.toBe("made-up-and-old");
  const { data } = JSON.parse((await run("incident", "token")).stdout) as IncidentEnvelope;
  expect(data.done).toContain("rotated");
  expect(await textIn(store, "prod/token")).not.toBe(leaked);
  const { versions } = await store.describe("prod/token", callContext());
  expect(versions.filter(({ state }) => state === "enabled")).toHaveLength(1);
});

test("a value that is too short to be looked for is not said to be nowhere", async () => {
  const { project: made } = await storeProject({ "prod/token": "1234", "prod/stripe": "{}" });
  using project = made;
  execFileSync("git", ["init", "-q"], { cwd: project.folder });
  const env = { PATH: process.env.PATH ?? "" };
  const { exitCode, stdout } = await runCommand(["incident", "token", "--plan", "--json"], {
    cwd: project.folder,
    env,
  });
  expect([exitCode, stdout.includes("too short or too common to be looked for")]).toEqual([2, true]);
});

test.each([
  ["prod/stripe#apiKey", "the-key"],
  ["prod/stripe#other", null],
  ["prod/other#apiKey", null],
])("a setting of a group is replaced by a rotation of %s: %s", async (name, rotation) => {
  const { project: made } = await storeProject({
    "prod/token": "made-up-and-old",
    "prod/stripe": '{"apiKey":"made-up-key","other":"made-up-other"}',
  });
  using project = made;
  withRotations(project, `"the-key": { store, name: "${name}", issuer: randomKey() }`);
  const env = { PATH: process.env.PATH ?? "" };
  const { stdout } = await runCommand(["incident", "stripe.apiKey", "--plan", "--json"], {
    cwd: project.folder,
    env,
  });
  expect((JSON.parse(stdout) as { data: object }).data).toMatchObject({ rotation });
});

test(
  "what could not be read may have the value too: then it could not look",
  { timeout: 60_000 },
  async () => {
    using project = leakedProject();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n`;
    project.write({ "a.bin": pointer });
    const { exitCode, stdout } = await incident(project, "github --plan --json --path b.log --path a.bin");
    const { problems, data } = JSON.parse(stdout) as IncidentEnvelope;
    expect([exitCode, new Set(problems.map(({ code }) => code))]).toEqual([
      2,
      new Set(["leaked-value", "unread-places"]),
    ]);
    expect(data.places.length).toBeGreaterThan(0);
  },
);

test("what is found of the value that the sources have now has leaked anew, whatever an earlier run has done", async () => {
  using project = leakedProject();
  project.write({
    "incident-github.md": "# Incident: github\n\n<!-- confide incident: rotated erased -->\n\n## 5. x\n",
  });
  const { stdout } = await incident(project, "github --plan --json");
  const { data, warnings } = JSON.parse(stdout) as IncidentEnvelope;
  expect([data.done, data.places.length > 0, warnings]).toEqual([[], true, []]);
  const { stdout: given } = await incident(project, "github --plan --json --stdin", { input: VALUE });
  expect((JSON.parse(given) as IncidentEnvelope).data.done).toEqual(["rotated", "erased"]);
});

test("a path that isn't there is no failure of confide's", async () => {
  using project = leakedProject();
  const { exitCode, stdout } = await incident(project, "github --plan --json --path nowhere.log");
  expect([exitCode, stdout.includes("should not")]).toEqual([2, false]);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [{ fix: expect.any(String) as string }] });
});

test("a source that could not be asked is named where none has a value", async () => {
  const { project: made } = await storeProject({ "prod/token": "made-up-and-old", "prod/stripe": "{}" });
  using project = made;
  withRotations(project, "");
  for (const each of ["confide.rotation.ts", "key.txt"]) rmSync(project.path(each));
  const env = { PATH: process.env.PATH ?? "" };
  const { exitCode, stdout } = await runCommand(["incident", "token", "--plan", "--json"], {
    cwd: project.folder,
    env,
  });
  const { problems } = JSON.parse(stdout) as IncidentEnvelope;
  expect(exitCode).toBe(2);
  expect(problems).toMatchObject([
    {
      message: expect.stringMatching(/one could not be asked: .*key\.txt/) as string,
      fix: expect.stringMatching(/^bring the key/) as string,
    },
  ]);
});
