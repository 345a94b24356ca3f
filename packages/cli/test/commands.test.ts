import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";
import { runCommand, type RunCommandOptions } from "./kit/run-command.ts";

let project: Project;
beforeEach(() => {
  project = new Project({
    "confide.config.ts": definitionFile(
      "port: z.int().default(3000), database: z.object({ host: z.string(), password: secret(z.string()) }), note: z.string().optional()",
    ),
    ".env": 'DATABASE={"host":"db"}\n',
  });
});
afterEach(() => {
  project[Symbol.dispose]();
});

const confide = async (line: string, options: Partial<RunCommandOptions> = {}) =>
  runCommand(line.split(" "), { cwd: project.folder, ...options });

describe("check", () => {
  test("prints what is wrong as core's report does, and what would help", async () => {
    const { exitCode, stdout, stderr } = await confide("check", { isTTY: true, env: { NO_COLOR: "1" } });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`Configuration is not valid: 1 problem

  database.password (secret)   missing
      looked in  env DATABASE_PASSWORD · .env DATABASE_PASSWORD
`);
    expect(stderr).toContain("next  confide explain database.password");
  });

  test("says that it loads", async () => {
    const { exitCode, stdout } = await confide("check", { env: { DATABASE_PASSWORD: "x" } });
    expect([exitCode, stdout]).toEqual([0, "✓ the configuration loads: 4 settings\n"]);
  });

  test("a schema that can't be a configuration is a problem too", async () => {
    project.write({ "confide.config.ts": definitionFile("a_b: z.string(), aB: z.string()") });
    expect((await confide("check")).exitCode).toBe(1);
  });
});

describe("a source that could not answer", () => {
  const failing = (properties: string, reason: string) =>
    `import { SourceError } from "@confide/core/adapter";
${definitionFile(
  properties,
  `[env(), { name: "vendor", locate: ({ name }) => name, read: async () => {
    throw new SourceError({ reason: "${reason}", message: "${reason} by vendor", needs: "secrets:Get" }); } }]`,
)}`;

  test.each(["denied", "unauthenticated", "unavailable", "unknown"])(
    "%s: check could not look, and says so with the report",
    async (reason) => {
      project.write({ "confide.config.ts": failing("key: secret(z.string())", reason) });
      const { exitCode, stdout } = await confide("check");
      expect([exitCode, stdout.split("\n")[0]]).toEqual([2, "Configuration could not be checked: 1 problem"]);
      expect(stdout).toContain(`key (secret)   ${reason} by vendor`);
      const read = await confide("check --json");
      expect(JSON.parse(read.stdout)).toMatchObject({
        exitCode: 2,
        problems: [{ code: "failed", reason, setting: "key" }],
        data: { looks: [{ look: "load", fits: false }] },
      });
      expect((await confide("export --format json")).exitCode).toBe(2);
    },
  );

  test("beside a problem that was found: both are reported, and that it could not look counts", async () => {
    project.write({ "confide.config.ts": failing("key: secret(z.string()), port: z.int()", "denied") });
    const { exitCode, stdout } = await confide("check", { env: { PORT: "x" } });
    expect([exitCode, stdout.split("\n")[0]]).toEqual([
      2,
      "Configuration is not valid, and not all of it could be checked: 2 problems",
    ]);
    expect(stdout).toContain("key (secret)");
    expect(stdout).toMatch(/port .*expected an integer/);
  });

  test("an answer that can't be used is a problem that was found", async () => {
    project.write({ "confide.config.ts": failing("key: secret(z.string())", "disabled") });
    const { exitCode, stdout } = await confide("check --json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ code: "failed" }],
      data: { looks: [{ look: "load", fits: false }] },
    });
  });

  test("explain shows what each place said, and could not look at one", async () => {
    project.write({ "confide.config.ts": failing("key: secret(z.string())", "denied") });
    const { exitCode, stdout } = await confide("explain");
    expect([exitCode, stdout.includes("failed")]).toEqual([2, true]);
  });

  test.each([
    ["explain key", "denied", "1", 2],
    ["explain port", "denied", "1", 0],
    ["explain port", "denied", "x", 1],
    ["explain key", "disabled", "1", 1],
  ])("%s where a source says %s", async (line, reason, PORT, expected) => {
    project.write({ "confide.config.ts": failing("key: secret(z.string()), port: z.int()", reason) });
    expect((await confide(line, { env: { PORT } })).exitCode).toBe(expected);
  });

  test("who isn't signed in is told how to find out more", async () => {
    project.write({ "confide.config.ts": failing("key: secret(z.string())", "unauthenticated") });
    expect((await confide("check")).stderr).toContain("next  confide doctor --online");
  });
});

describe("check --example", () => {
  test("asks before it writes; no writes nothing, yes does, and again there is nothing to do", async () => {
    project.write({ ".env.example": "OLD=somebody's own\n" });
    const no = await confide("check --example --write", { isTTY: true, lines: ["n"] });
    expect(no.exitCode).toBe(1);
    expect(no.stderr).toContain("- OLD=…");
    expect(no.stderr).toContain("+ DATABASE_HOST=");
    expect(no.stderr).toContain("Write .env.example? [y/N] ");
    expect(project.read(".env.example")).toBe("OLD=somebody's own\n");
    const yes = await confide("check --example --write", { isTTY: true, lines: ["yes"] });
    expect([yes.exitCode, yes.stdout.includes("wrote .env.example")]).toEqual([0, true]);
    expect(project.read(".env.example")).toContain("# integer, optional\n# PORT=3000\n");
    expect((await confide("check --example --write")).stdout).toContain(".env.example fits: 4 settings");
  });

  test("an end of the input is a no", async () => {
    expect((await confide("check --example --write", { isTTY: true, lines: [] })).exitCode).toBe(1);
    expect(readdirSync(project.folder)).not.toContain(".env.example");
  });

  test.each([
    ["a pipe", "check --example --write"],
    ["a program", "check --example --write --json"],
    ["an agent", "check --example --write --agent"],
  ])("%s isn't asked: it says --yes", async (_, line) => {
    const { exitCode, stdout, stderr } = await confide(line, { isTTY: line.includes("--json") });
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toContain("add --yes");
    expect(readdirSync(project.folder)).not.toContain(".env.example");
    expect((await confide(`${line} --yes`)).exitCode).toBe(0);
    expect(readdirSync(project.folder)).toContain(".env.example");
  });

  test("keeps the file's mode and a link to it, and leaves nothing beside it", async () => {
    project.write({ "shared/example": "OLD=1\n" });
    chmodSync(project.path("shared/example"), 0o640);
    symlinkSync(project.path("shared/example"), project.path(".env.example"));
    expect((await confide("check --example --write --yes")).exitCode).toBe(0);
    expect(lstatSync(project.path(".env.example")).isSymbolicLink()).toBe(true);
    expect(statSync(project.path("shared/example")).mode & 0o777).toBe(0o640);
    expect(readdirSync(project.path("shared"))).toEqual(["example"]);
  });

  test("a folder in its place could not be looked at", async () => {
    project.write({ ".env.example/x": "" });
    const { exitCode, stderr } = await confide("check --example");
    expect([exitCode, stderr.includes(".env.example is a folder, and was not read")]).toEqual([2, true]);
  });
});

test.each(["explain", "docs", "example", "schema"])(
  "%s reports a schema that can't be one, as check does",
  async (name) => {
    project.write({ "confide.config.ts": definitionFile("when: z.map(z.string(), z.symbol())") });
    const [checked, other] = [await confide("check"), await confide(name)];
    expect(checked.exitCode).toBe(1);
    expect(other.exitCode).toBe(1);
    const withoutHeadline = ({ stdout }: typeof checked) => stdout.split("\n").slice(1);
    expect(withoutHeadline(other)).toEqual(withoutHeadline(checked));
    expect(other.stderr).not.toContain("should not");
  },
);

describe("explain", () => {
  test("a group that a store's JSON fills has its settings there", async () => {
    project.write({
      "confide.config.ts": `import { fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
${definitionFile(
  "stripe: z.object({ apiKey: secret(z.string()), account: z.string().optional() })",
  '[fromStore(memoryStore({ "prod/stripe": JSON.stringify({ apiKey: "canary" }) }), { refs: { stripe: "prod/stripe" } })]',
)}`,
    });
    const { exitCode, stdout } = await confide("explain --json");
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("canary");
    expect(JSON.parse(stdout)).toMatchObject({
      data: { settings: [{ from: "memory-store", places: [{ said: "won" }] }, { from: "absent" }] },
    });
  });

  test.each([
    ['{ refs: { stripe: "prod/all" } }', "denied", ["stripe.apiKey", "stripe"]],
    ['{ refs: "prod/all" }', "denied", ["stripe.apiKey", "stripe", "port", ""]],
    ['{ refs: "prod/all" }', "unauthenticated", ["stripe.apiKey", ""]],
  ] as const)("a secret of several settings that can't be read: %s, %s", async (refs, reason, names) => {
    project.write({
      "confide.config.ts": `import { fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
const store = memoryStore();
store.fail("prod/all", "${reason}");
${definitionFile(
  "stripe: z.object({ apiKey: secret(z.string()), account: z.string().optional() }), port: z.int().default(1)",
  `[fromStore(store, ${refs})]`,
)}`,
    });
    for (const name of names) {
      const { exitCode, stdout } = await confide(`explain ${name} --json`.replace("  ", " "));
      const { problems, data } = JSON.parse(stdout) as {
        problems: { reason: string }[];
        data: { settings: { from: string }[] };
      };
      expect([exitCode, problems.map((each) => each.reason)]).toEqual([2, [reason]]);
      expect(new Set(data.settings.map(({ from }) => from))).toEqual(new Set(["failed"]));
    }
  });

  test("a secret of all settings that is no JSON isn't missing in silence", async () => {
    project.write({
      "confide.config.ts": `import { fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
${definitionFile("port: z.int().default(1)", '[fromStore(memoryStore({ prod: "[1" }), { refs: "prod" })]')}`,
    });
    const broken = await confide("explain port");
    expect([broken.exitCode, broken.stdout.includes("the text is not valid JSON")]).toEqual([1, true]);
  });

  test("a check of the configuration as a whole is about no setting", async () => {
    const checked = definitionFile("port: z.int().default(1)").replace(
      " }),",
      ' }).refine(() => false, "never fits"),',
    );
    project.write({ "confide.config.ts": checked });
    expect((await confide("explain")).stdout).toContain("never fits");
    expect((await confide("explain port")).exitCode).toBe(0);
  });

  test("the place has the property and the version", async () => {
    project.write({
      "confide.config.ts": `import { fromStore } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
const store = memoryStore({ "prod/db": { host: "canary", pool: { size: 3 } }, all: { db: { host: "canary" } }, old: "canary" });
${definitionFile(
  "db: z.object({ host: z.string(), pool: z.object({ size: z.int() }).optional() }), old: secret(z.string()), other: z.object({ host: z.string() })",
  '[env(), fromStore(store, { refs: { db: "prod/db", old: "old?version=1", other: "all#db" } })]',
)}`,
    });
    const { stdout } = await confide("explain --json", { env: { DB: '{"pool":{"size":5}}' } });
    expect(stdout).not.toContain("canary");
    const { data } = JSON.parse(stdout) as { data: { settings: { places: object[] }[] } };
    expect(data.settings).toMatchObject([
      {
        setting: "db.host",
        from: "memory-store",
        location: "prod/db#host",
        version: "1",
        places: [{ said: "nothing" }, { said: "won", location: "prod/db#host", version: "1" }],
      },
      {
        setting: "db.pool.size",
        from: "env",
        location: "DB",
        places: [{ said: "won" }, { said: "shadowed", location: "prod/db#/pool/size", version: "1" }],
      },
      { setting: "old", location: "old?version=1", version: "1" },
      { setting: "other.host", location: "all#/db/host", version: "1" },
    ]);
    const { stdout: shown } = await confide("explain db.host");
    expect(shown).toContain("prod/db#host (version 1)");
  });

  test("says where each setting comes from, also where the load fails", async () => {
    const { exitCode, stdout } = await confide("explain", { env: { PORT: "1", DATABASE_HOST: "x" } });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(`setting                     comes from  at             also in
port                        env         PORT
database.host               env         DATABASE_HOST  .env:1
database.password (secret)  missing
note                        absent

4 settings

  database.password (secret)   missing
      looked in  env DATABASE_PASSWORD · .env DATABASE_PASSWORD
`);
  });

  test.each(["database.host", "DATABASE_HOST"])("%s: every place, and what it said", async (name) => {
    const { exitCode, stdout } = await confide(`explain ${name}`);
    expect([exitCode, stdout]).toEqual([
      0,
      `database.host  text, required

   looked in  for            it said
1  env        DATABASE_HOST  nothing
2  .env       .env:1         here it is

The first place that has a value wins: .env.
`,
    ]);
  });

  test("a source that fails, one behind it that isn't asked, and one that can't hold a setting", async () => {
    project.write({
      "confide.config.ts": definitionFile(
        "host: z.string(), key: secret(z.string())",
        `[env(), { name: "vault", locate: ({ name, secret }) => secret ? "kv/" + name : undefined,
           read: async () => { throw new Error("canary"); } }, dotenv()]`,
      ),
    });
    const { stdout } = await confide("explain key", { env: { HOST: "h" } });
    expect(stdout).toMatch(/^2 {2}vault +kv\/key +failed: vault could not be read: it threw Error$/m);
    expect(stdout).toContain("A place could not answer");
    const { stdout: host } = await confide("explain host", { env: { HOST: "h", KEY: "k" } });
    expect(host).toMatch(/^1 {2}env +HOST +here it is$/m);
    expect(host).toMatch(/^2 {2}vault +can't hold it$/m);
    const { stdout: key } = await confide("explain key", { env: { HOST: "h", KEY: "k" } });
    expect(key).toMatch(/^2 {2}vault +kv\/key +not asked$/m);
  });

  test("a group is its settings, and nothing else is told", async () => {
    const { exitCode, stdout } = await confide("explain database");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^setting +comes from +at\ndatabase\.host +\.env/);
    expect(stdout).toContain("\n2 settings\n");
    expect((await confide("explain databse")).stderr).toContain("did you mean database?");
    expect((await confide("explain --json zzz")).stdout).toContain(
      "name one by its path or its variable: port, database.host, database.password, note",
    );
  });

  test("a setting that isn't there is asked for back", async () => {
    const { exitCode, stderr } = await confide("explain databse.host");
    expect([exitCode, stderr.includes("did you mean database.host?")]).toEqual([2, true]);
  });
});

describe("docs", () => {
  test("writes a new file as a page, checks it, and brings it up to date between its markers", async () => {
    expect((await confide("docs SETTINGS.md --check")).exitCode).toBe(1);
    expect(readdirSync(project.folder)).not.toContain("SETTINGS.md");
    expect((await confide("docs SETTINGS.md --yes")).exitCode).toBe(0);
    expect((await confide("docs SETTINGS.md --check")).stdout).toContain("SETTINGS.md fits");
    const page = project.read("SETTINGS.md");
    expect(page).toBe((await confide("docs")).stdout);
    project.write({ "SETTINGS.md": `${page.replace("`port`", "`prot`")}\nMine.\n` });
    expect((await confide("docs SETTINGS.md --check")).stdout).toContain("doesn't fit the settings");
    expect((await confide("docs SETTINGS.md --yes")).stderr).toContain("- | `prot`");
    expect(project.read("SETTINGS.md")).toBe(`${page}\nMine.\n`);
  });

  test("never replaces a file that has no markers: it says which", async () => {
    project.write({ "README.md": "# Mine\n" });
    const { exitCode, stderr } = await confide("docs README.md --yes");
    expect([exitCode, stderr.includes("<!-- confide settings end -->")]).toEqual([2, true]);
    expect(project.read("README.md")).toBe("# Mine\n");
  });

  test("--check needs a file", async () => {
    expect((await confide("docs --check")).stderr).toContain("needs a FILE");
  });
});

test("policy without a store says what to add", async () => {
  const { exitCode, stderr } = await confide("policy");
  expect([exitCode, stderr.includes("add fromStore(…) to its sources")]).toEqual([2, true]);
});

test("example prints what .env.example is to hold", async () => {
  const { exitCode, stdout } = await confide("example");
  expect([exitCode, stdout.split("\n").slice(0, 2)]).toEqual([0, ["# integer, optional", "# PORT=3000"]]);
});

test.each([
  ["in a group's own", 'group: z.object({ key: secret(z.string()) }).prefault({ key: "canary" })'],
  [
    "in a union",
    'store: z.union([z.object({ key: secret(z.string().default("canary")) }), z.object({ a: z.string() })])',
  ],
  ["in a group named so", 'properties: z.object({ properties: secret(z.string().default("canary")) })'],
  ["inside of it", 'key: secret(z.object({ a: z.string().default("canary"), b: z.enum(["canary"]) }))'],
  ["in a list", 'keys: z.array(secret(z.string().default("canary")))'],
  ["as what it begins with", 'key: secret(z.string().startsWith("sk_canary"))'],
  [
    "as one of what it has to fit",
    'key: secret(z.string().startsWith("a").includes("canary").regex(/canary/))',
  ],
])("schema doesn't print a secret's default %s", async (_, properties) => {
  project.write({ "confide.config.ts": definitionFile(properties) });
  const { exitCode, stdout } = await confide("schema");
  expect([exitCode, stdout.includes("canary")]).toEqual([0, false]);
});

test("schema keeps the format and the length of a secret", async () => {
  project.write({
    "confide.config.ts": definitionFile("key: secret(z.email()), token: secret(z.string().min(12))"),
  });
  expect(JSON.parse((await confide("schema")).stdout)).toMatchObject({
    properties: { key: { format: "email" }, token: { minLength: 12 } },
  });
});

test("schema prints JSON Schema, without the default of a secret", async () => {
  project.write({
    "confide.config.ts": definitionFile(
      'level: z.enum(["a"]).default("a"), group: z.object({ key: secret(z.string().default("canary")) }), date: z.date().optional()',
    ),
  });
  const { stdout } = await confide("schema");
  expect(JSON.parse(stdout)).toMatchObject({
    properties: {
      level: { enum: ["a"], default: "a" },
      group: { properties: { key: { type: "string" } } },
    },
  });
  expect(stdout).not.toContain("canary");
});
