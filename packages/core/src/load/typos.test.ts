import diagnostics from "node:diagnostics_channel";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { foreign, remote } from "../../test/remote.ts";
import { ConfigError } from "../report/config-error.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source, SyncSource } from "../contract/source.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import type { Warning } from "../model/warning.ts";

const schema = z.object({
  port: z.number().default(1),
  database: z.object({
    host: z.string(),
    poolSize: z.number().default(1),
    password: secret(z.string()).optional(),
  }),
});

/** `path: message (fix)` */
async function told(sources: readonly Source[], warnings = false, of: z.ZodType = schema): Promise<string[]> {
  const problems = await checkConfig({ schema: of, sources }, { warnings });
  return problems.map(
    ({ path, kind, message, fix }) =>
      `${path.join(".")}: ${kind}, ${message}${fix === undefined ? "" : ` (${fix})`}`,
  );
}

describe("a name that is nearly a missing setting's is one problem, with the fix", () => {
  test("in an environment, also one that is shared", async () => {
    expect(await told([env({ from: { DATABSE_HOST: "x" } })])).toEqual([
      "database.host: missing, missing (env holds DATABSE_HOST: did you mean DATABASE_HOST?)",
    ]);
    expect(await told([env({ from: { DATABASE_HOTS: "x", DATABASE_HOUSE: "y" } })])).toEqual([
      "database.host: missing, missing (env holds DATABASE_HOTS: did you mean DATABASE_HOST?)",
    ]);
  });

  test("in a strict source it is told once too", async () => {
    const strict = env({ from: { APP_DATABSE_HOST: "x" }, prefix: "APP_", strict: true });
    expect(await told([strict])).toEqual([
      "database.host: missing, missing (env holds APP_DATABSE_HOST: did you mean APP_DATABASE_HOST?)",
    ]);
  });

  test("in a group's JSON", async () => {
    expect(await told([env({ from: { DATABASE: '{"hosst":"x"}' } })])).toEqual([
      "database.host: missing, missing (env DATABASE#hosst holds hosst: did you mean host?)",
    ]);
  });

  test("in a nested value", async () => {
    const [problem] = await told([memory({ database: { hots: "x" } })]);
    expect(problem).toMatch(/^database\.host: missing, missing \(memory .*did you mean .*host\?\)$/);
  });

  test("unless another setting has the very name", async () => {
    const both = z.object({ host: z.string(), hosts: z.string() });
    expect(await told([env({ from: { HOSTS: "x" } })], false, both)).toEqual(["host: missing, missing"]);
  });

  test("and nothing is suggested for what is something else", async () => {
    expect(await told([env({ from: { HOME: "/", PATH: "/", DATABASE_HOST_FALLBACK: "x" } })])).toEqual([
      "database.host: missing, missing",
    ]);
  });

  test("but for an invalid value it is no fix", async () => {
    expect(await told([env({ from: { DATABASE_HOST: "h", PORT: "x", PROT: "80" } })])).toEqual([
      "port: invalid, expected a number, but the string is not one",
    ]);
  });
});

describe("an unknown name near one that isn't missing is a warning", () => {
  const from = { APP_DATABASE_HOST: "h", APP_PROT: "80" };

  test("in a prefixed environment, and none in a shared one", async () => {
    expect(await told([env({ from, prefix: "APP_" })], true)).toEqual([
      "port: unknown-name, unknown name APP_PROT (did you mean APP_PORT?)",
    ]);
    expect(await told([env({ from: { DATABASE_HOST: "h", PROT: "80" } })], true)).toEqual([]);
  });

  test("in a group's JSON", async () => {
    const json = env({ from: { DATABASE: '{"host":"h","poolsize":5,"region":"eu"}' } });
    expect(await told([json], true)).toEqual([
      "database.poolSize: unknown-name, unknown name poolsize (did you mean poolSize?)",
    ]);
  });

  test("in explain beside the setting that was meant", () => {
    const config = loadConfigSync({ schema, sources: [env({ from, prefix: "APP_" })] });
    const warned = explain(config).filter(({ warning }) => warning !== undefined);
    expect(warned).toMatchObject([
      { setting: "port", source: "default", warning: "unknown name APP_PROT: did you mean APP_PORT?" },
    ]);
  });

  test("and nothing at all where it is like nothing", async () => {
    expect(
      await told([env({ from: { APP_DATABASE_HOST: "h", APP_REGION: "eu" }, prefix: "APP_" })], true),
    ).toEqual([]);
  });
});

describe("a strict source makes any unknown name an error", () => {
  test("with a fix", async () => {
    const from = { APP_DATABASE_HOST: "h", APP_REGION: "eu", APP_PROT: "80", OTHER: "x" };
    expect(await told([env({ from, prefix: "APP_", strict: true })])).toEqual([
      ": unknown-name, unknown name APP_REGION (take it out, or add it to the schema)",
      "port: unknown-name, unknown name APP_PROT (did you mean APP_PORT?)",
    ]);
  });

  test("also where nothing is asked of it any more", async () => {
    const strict = env({ from: { APP_REGION: "eu" }, prefix: "APP_", strict: true });
    const all = memory({ port: 1, database: { host: "h", poolSize: 1, password: "p" } });
    expect(await told([all, strict])).toHaveLength(1);
  });

  test("but not the names of settings that an earlier source had", async () => {
    const strict = env({
      from: { APP_PORT: "5", APP_DATABASE: "{}", APP_DATABASE_HOST: "h" },
      prefix: "APP_",
      strict: true,
    });
    expect(await told([memory({ port: 1, database: { host: "first" } }), strict])).toEqual([]);
  });
});

describe("deprecated settings", () => {
  const old = z.object({
    url: z.string().optional(),
    dbUrl: z.string().optional().meta({ deprecated: true, replacedBy: "DATABASE_URL" }),
    legacy: z.string().optional().meta({ deprecated: true }),
  });

  test("warn where they are set, and only there", () => {
    const config = loadConfigSync({ schema: old, sources: [memory({ dbUrl: "x" })] });
    expect(explain(config).map(({ warning }) => warning)).toEqual([
      undefined,
      "dbUrl is deprecated: use DATABASE_URL",
      undefined,
    ]);
    const other = loadConfigSync({ schema: old, sources: [memory({ legacy: "x" })] });
    expect(explain(other)[2]?.warning).toBe("legacy is deprecated");
  });

  test("are no problem", async () => {
    expect(await told([memory({ dbUrl: "x" })], true, old)).toEqual([]);
  });
});

describe("the event confide:warning", () => {
  const note: Warning = { kind: "absent", message: "isn't there", origin: { source: "foreign" } };
  const noting = foreign(undefined, { readSync: () => ({ answers: [], warnings: [note] }) }) as SyncSource;
  const old = z.object({ a: z.string().meta({ deprecated: true }), b: z.string().optional() });

  function heard(sources: readonly SyncSource[]): Warning[] {
    const events: Warning[] = [];
    const hear = (event: unknown) => void events.push(event as Warning);
    diagnostics.subscribe("confide:warning", hear);
    try {
      loadConfigSync({ schema: old, sources });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    } finally {
      diagnostics.unsubscribe("confide:warning", hear);
    }
    return events;
  }

  test("comes once for each warning, after a load that went well", () => {
    expect(heard([noting, memory({ a: "x" })])).toEqual([
      note,
      {
        kind: "deprecated",
        path: ["a"],
        message: "a is deprecated",
        origin: { source: "memory", location: "a" },
      },
    ]);
  });

  test("doesn't come without warnings, nor after a load that failed", () => {
    expect(heard([memory({ a: 5 })])).toEqual([]);
    expect(heard([noting])).toEqual([]);
  });
});

describe("a trap", () => {
  const trapped = (path: string): SyncSource => {
    const note: Warning = {
      kind: "trap",
      path: path.split("."),
      message: "is cut at a #",
      origin: { source: ".env", location: ".env:3" },
      fix: "put quotes around it",
    };
    const values = memory({ port: 5, database: { host: "h", password: "half" } });
    const readSync: SyncSource["readSync"] = (...asked) => ({
      ...values.readSync(...asked),
      warnings: [note],
    });
    return { ...values, readSync, read: async (...asked) => readSync(...asked) };
  };

  test("is a warning for a plain setting", async () => {
    expect(await told([trapped("port")])).toEqual([]);
    expect(await told([trapped("port")], true)).toEqual(["port: trap, is cut at a # (put quotes around it)"]);
  });

  test("is an error for a secret, as half a password is found out late", async () => {
    expect(await told([trapped("database.password")])).toEqual([
      "database.password: trap, is cut at a # (put quotes around it)",
    ]);
  });
});

describe("what is shadowed", () => {
  test("is shown with each later place that is known without asking more", async () => {
    const sources = [
      env({ from: { PORT: "1", DATABASE_HOST: "h" } }),
      env({ from: { APP_PORT: "2", APP_DATABASE_HOST: "" }, prefix: "APP_" }),
      memory({ port: 3, database: { host: "x" } }),
    ];
    const config = loadConfigSync({ schema, sources });
    expect(explain(config).map(({ setting, shadowed }) => [setting, shadowed])).toEqual([
      [
        "port",
        [
          { source: "env", location: "APP_PORT" },
          { source: "memory", location: "port" },
        ],
      ],
      ["database.host", [{ source: "memory", location: "database.host" }]],
      ["database.poolSize", []],
      ["database.password", []],
    ]);
  });

  test("also where a group's JSON holds what a deeper name has won", () => {
    const from = { DATABASE_HOST: "deeper", DATABASE: '{"host":"json"}' };
    const config = loadConfigSync({ schema, sources: [env({ from })] });
    expect(explain(config)[1]).toMatchObject({
      location: "DATABASE_HOST",
      shadowed: [{ source: "env", location: "DATABASE#host" }],
    });
  });

  test("is no place twice", async () => {
    const answer = { path: ["a"], value: "1", origin: { source: "foreign", location: "here" } };
    const source = foreign({ answers: [answer, answer] });
    const config = await loadConfig({ schema: z.object({ a: z.string() }), sources: [source] });
    expect(explain(config)[0]?.shadowed).toEqual([]);
  });

  test("is not asked of a store", async () => {
    const store = remote("store", { port: "9" });
    await told([memory({ port: 1, database: { host: "h", poolSize: 1, password: "p" } }), store]);
    expect(store.asked).toEqual([]);
  });
});

test("a misspelt name of a record is found by itself, as what is in it may have any name", async () => {
  const records = z.object({
    host: z.record(z.string(), z.number()).default({}),
    database: z.object({ port: z.number().default(1) }),
  });
  const toldOf = async (values: object) =>
    (await checkConfig({ schema: records, sources: [memory(values)] }, { warnings: true })).map(
      ({ message, fix }) => `${message}: ${fix}`,
    );
  expect(await toldOf({ hot: { a: 1, b: 2 } })).toEqual(["unknown name hot: did you mean host?"]);
  expect(await toldOf({ databse: { port: 5 } })).toEqual([
    "unknown name databse.port: did you mean database.port?",
  ]);
  expect(await toldOf({ elsewhere: { a: 1 } })).toEqual([]);
});

describe("a name that is there was not meant by another one", () => {
  const own = z.object({
    database: z.object({ host: z.string(), post: z.string().optional() }),
    server: z.object({ host: z.string() }).optional(),
    items: z.array(z.object({ host: z.string(), post: z.string().optional() })).optional(),
  });
  const TAKE_OUT = "take it out, or add it to the schema";
  const inFile = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), "confide-typos-")), ".env");
    writeFileSync(path, text);
    return dotenv(path);
  };

  test.each<[name: string, source: Source, told: string]>([
    [
      "in variables",
      env({ prefix: "A_", from: { A_DATABASE_HOST: "h", A_DATABASE_HOSTS: "5" } }),
      `: unknown-name, unknown name A_DATABASE_HOSTS (${TAKE_OUT})`,
    ],
    [
      "and another one may be",
      env({ prefix: "A_", from: { A_DATABASE_HOST: "h", A_DATABASE_PORT: "5" } }),
      "database.post: unknown-name, unknown name A_DATABASE_PORT (did you mean A_DATABASE_POST?)",
    ],
    [
      "in a file",
      inFile("DATABASE_HOST=h\nDATABASE_HOSTS=5"),
      `: unknown-name, unknown name DATABASE_HOSTS (${TAKE_OUT})`,
    ],
    [
      "in a strict source",
      env({ prefix: "A_", strict: true, from: { A_DATABASE_HOST: "h", A_DATABASE_HOSTS: "5" } }),
      `: unknown-name, unknown name A_DATABASE_HOSTS (${TAKE_OUT})`,
    ],
    [
      "in a group's JSON",
      env({ from: { DATABASE: '{"host":"h","hosts":"5"}' } }),
      `: unknown-name, unknown name hosts (${TAKE_OUT})`,
    ],
    [
      "for the JSON of a group",
      env({ prefix: "A_", from: { A_DATABASE: '{"host":"h"}', A_DATABASES: "{}" } }),
      `: unknown-name, unknown name A_DATABASES (${TAKE_OUT})`,
    ],
    [
      "inside a value",
      memory({ database: { host: "h" }, items: [{ host: "h", hosts: "5", psot: 1 }] }),
      `items: unknown-name, unknown name hosts (${TAKE_OUT})`,
    ],
    [
      "in an object",
      memory({ database: { host: "h", hosts: "5" } }),
      `: unknown-name, unknown name database.hosts (${TAKE_OUT})`,
    ],
  ])("%s", async (_, source, expected) => {
    expect((await told([source], true, own))[0]).toBe(expected);
  });

  test("by an earlier source, which has it too", async () => {
    const from = { A_DATABASE_HOST: "h", A_DATABASE_HOSTS: "5" };
    const sources = [memory({ database: { host: "first" } }), env({ prefix: "A_", from })];
    expect(await told(sources, true, own)).toEqual([
      `: unknown-name, unknown name A_DATABASE_HOSTS (${TAKE_OUT})`,
    ]);
    const other = [
      memory({ database: { host: "first" } }),
      env({ prefix: "A_", from: { A_DATABASE_HOTS: "5" } }),
    ];
    expect(await told(other, true, own)).toEqual([
      "database.host: unknown-name, unknown name A_DATABASE_HOTS (did you mean A_DATABASE_HOST?)",
    ]);
  });
});

test("a misspelt setting before one of its parts is found", async () => {
  const lists = z.object({
    backends: z.array(z.string()).default([]),
    back: z.object({ end: z.string().optional() }),
  });
  const from = { APP_BACKNDS__0: "a", APP_BACK__EDN: "c", APP_OTHER__0: "d" };
  const sources = [env({ prefix: "APP_", delimiter: "__", from })];
  const problems = await checkConfig({ schema: lists, sources }, { warnings: true });
  expect(problems.map(({ message, fix }) => `${message}: ${fix}`)).toEqual([
    "unknown name APP_BACKNDS__0: did you mean APP_BACKENDS__0?",
    "unknown name APP_BACK__EDN: did you mean APP_BACK__END?",
  ]);
  const [argument] = await checkConfig(
    { schema: lists, sources: [args({ from: ["--backnds.0=a"] })] },
    { warnings: true },
  );
  expect(argument?.fix).toBe("did you mean --backends.0?");
});

test("a name that was meant for a missing setting, and leads to nothing, is its fix", async () => {
  const needed = z.object({
    servers: z.array(z.object({ port: z.number() })),
    feature: z.union([z.boolean(), z.object({ option: z.string() })]),
  });
  const problems = await checkConfig({
    schema: needed,
    sources: [args({ from: ["--servers.x.port=5"] }), env({ from: { FEATURE_OPTION: "x" } })],
  });
  expect(problems).toMatchObject([
    { path: ["servers"], kind: "missing", fix: "unknown name --servers.x.port: servers has no such part" },
    {
      path: ["feature"],
      kind: "missing",
      fix: 'FEATURE_OPTION is not read: feature is one value: write it as JSON, FEATURE={"option": …}',
    },
  ]);
});
