import { mkdtempSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "dotenv";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { ask, askAsync, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../../test/ask.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { explain } from "../../inspect/explain.ts";
import { loadConfigSync } from "../../load/load.ts";
import type { Warning } from "../../model/warning.ts";
import { memory } from "../memory.ts";
import { secret } from "../../schema/secret-schema.ts";
import type { SyncSource } from "../../contract/source.ts";
import { dotenv } from "./dotenv.ts";
import type { DotenvOptions } from "./dotenv-options.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "confide-dotenv-"));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(cwd, path), content);
}

function source(text: string, options: DotenvOptions = {}): SyncSource {
  write({ ".env": text });
  return dotenv({ cwd, ...options });
}

const settings = settingsOf({
  port: z.number(),
  database: z.object({ host: z.string(), password: z.string() }),
  url: z.string().meta({ env: ["PG_URL", "URL"] }),
});

test("answers with values and their lines", async () => {
  const env = source("# a\nPORT=1\n\nexport DATABASE_HOST='a\nb'\nDATABASE_PASSWORD=x # y\n");
  expect(valuesIn(ask(env, settings))).toEqual({
    port: "1",
    "database.host": "a\nb",
    "database.password": "x",
  });
  expect(locationsIn(ask(env, settings))).toEqual({
    port: ".env:2",
    "database.host": ".env:4",
    "database.password": ".env:6",
  });
  const later = await askAsync(env, settings);
  expect({ ...later, unknown: later.unknown }).toEqual({ ...ask(env, settings), unknown: [] });
});

test("spells names as env() does: prefix, delimiter, names, aliases of which the first that is set wins", () => {
  const env = source("APP_PORT=1\nAPP_DATABASE__HOST=h\nPASS=p\nPG_URL=\nURL=u\n", {
    prefix: "APP_",
    delimiter: "__",
    names: { "database.password": "PASS" },
  });
  expect(settings.map((each) => env.locate(each))).toEqual([
    "APP_PORT",
    "APP_DATABASE__HOST",
    "PASS",
    "PG_URL",
  ]);
  expect(locationsIn(ask(env, settings))).toEqual({
    port: ".env:1",
    "database.host": ".env:2",
    "database.password": ".env:3",
    url: ".env:5",
  });
});

test("a group under its own name is the group's answer; empty text is missing", () => {
  const env = source(`DATABASE={"host":"h"}\nDATABASE_HOST=\nPORT=""\n`);
  expect(valuesIn(ask(env, settings))).toEqual({ database: '{"host":"h"}' });
});

test("a value that is an equals sign in quotes is no end of a key", () => {
  expect(unknownIn(ask(source("PORT='='\nSEP='='\nQxYz=="), settings))).toEqual(["SEP", "QxYz="]);
});

test("tells the names that nobody asked for, __proto__ too, but not a setting's that is empty", () => {
  const env = source("PORT=1\nDATABSE_HOST=\nDATABASE_HOST=\n__proto__=x\nconstructor=y\nURL=\n");
  expect(unknownIn(ask(env, settings, settings.slice(0, 1)))).toEqual([
    "DATABSE_HOST",
    "__proto__",
    "constructor",
  ]);
  expect(presentIn(ask(env, settings, []))).toEqual({ port: ".env:1" });
  const proto = settingsOf({
    a: z.string().meta({ env: "__proto__" }),
    b: z.string().meta({ env: "toString" }),
  });
  expect(valuesIn(ask(env, proto))).toEqual({});
  expect(dotenv({ strict: true }).unknownNames).toBe("refuse");
});

test("of several files the first that has text wins, and each says its own name", () => {
  write({ ".env.local": "PORT=1\nDATABASE_HOST=\n", ".env": "PORT=2\nDATABASE_HOST=h\nOTHER=1\n" });
  const env = dotenv([".env.local", ".env"], { cwd });
  expect(env.name).toBe(".env.local, .env");
  const reading = ask(env, settings);
  expect(valuesIn(reading)).toEqual({ port: "1", "database.host": "h" });
  expect(reading.answers.map(({ origin }) => origin)).toEqual([
    { source: ".env.local", location: ".env.local:1" },
    { source: ".env", location: ".env:2" },
  ]);
  expect(unknownIn(reading)).toEqual(["OTHER"]);
});

test("a mode reads its cascade, in test without .env.local", () => {
  expect(dotenv({ mode: "production" }).name).toBe(
    ".env.production.local, .env.local, .env.production, .env",
  );
  expect(dotenv({ mode: "test" }).name).toBe(".env.test.local, .env.test, .env");
  expect(dotenv("config/.env", { mode: "test" }).name).toBe(
    "config/.env.test.local, config/.env.test, config/.env",
  );
  expect(dotenv({ mode: undefined }).name).toBe(".env");
  expect(dotenv({ mode: "x" }).name).toBe(".env.x.local, .env.local, .env.x, .env");
  for (const mode of ["", "../x", "/x", "-x", "a/b", "a.b", "a/"])
    expect(() => dotenv({ mode })).toThrow(TypeError);
  write({ ".env": "PORT=1\nURL=u", ".env.test": "PORT=2", ".env.local": "PORT=3" });
  const reading = ask(dotenv({ mode: "test", cwd }), settings);
  expect(valuesIn(reading)).toEqual({ port: "2", url: "u" });
  expect(reading.warnings).toEqual([]);
});

test("a missing file holds nothing and is noted; a required one fails every setting", () => {
  expect(ask(dotenv(".env.staging", { cwd }), settings)).toMatchObject({
    answers: [],
    warnings: [{ kind: "absent", message: ".env.staging isn't there", origin: { source: ".env.staging" } }],
  });
  const message = "unavailable: .env.staging is required, but isn't there";
  expect(valuesIn(ask(dotenv(".env.staging", { cwd, required: true }), settings))).toEqual({
    port: message,
    "database.host": message,
    "database.password": message,
    url: message,
  });
  write({ ".env": "" });
  expect(ask(dotenv([".env", "other"], { cwd }), settings).warnings).toHaveLength(1);
  expect(ask(dotenv({ mode: "x", cwd, required: true }), settings).answers).toEqual([]);
  rmSync(join(cwd, ".env"));
  expect(ask(dotenv({ mode: "x", cwd, required: true }), settings).answers[0]).toMatchObject({
    error: { reason: "unavailable" },
  });
});

test("what can't be read fails every setting, by the file's own name", async () => {
  mkdirSync(join(cwd, "folder"));
  write({ bytes: Uint8Array.of(0xff), lines: "\u2028".repeat(101), few: `PORT=1\n${"\u2028".repeat(100)}` });
  const [port] = settings.slice(0, 1);
  const failure = async (path: string) => {
    const reading = await askAsync(dotenv(path, { cwd }), settings, port ? [port] : []);
    expect(reading).toEqual(ask(dotenv(path, { cwd }), settings, port ? [port] : []));
    expect(reading.answers[0]?.origin).toEqual({ source: path, location: path });
    return valuesIn(reading).port;
  };
  expect(await failure("folder")).toBe("malformed: folder is a folder, not a file");
  expect(await failure("bytes")).toBe("malformed: bytes is not UTF-8");
  expect(await failure("lines")).toBe(
    "malformed: lines holds more than 100 of the characters U+2028 and U+2029",
  );
  expect(valuesIn(ask(dotenv("few", { cwd }), settings))).toEqual({ port: "1" });
});

test("tells the traps of the settings that were asked for, also where nothing is left of the value", () => {
  const { warnings } = ask(
    source('PORT=1\nPORT=2\nDATABASE_HOST=#x\nDATABASE_PASSWORD="a\nOTHER=a#b\n'),
    settings,
  );
  expect(warnings).toEqual([
    {
      kind: "trap",
      path: ["port"],
      message: "PORT is set twice in .env: line 2 counts, not 1",
      fix: "take one of them out",
      origin: { source: ".env", location: ".env:2" },
    },
    {
      kind: "trap",
      path: ["database", "host"],
      message: "DATABASE_HOST is cut at a # in .env:3",
      fix: "put quotes around the value, or a space before a comment",
      origin: { source: ".env", location: ".env:3" },
    },
    {
      kind: "trap",
      path: ["database", "password"],
      message: "DATABASE_PASSWORD begins with a quote in .env:4 that does not close",
      fix: "close it, or put other quotes around the value",
      origin: { source: ".env", location: ".env:4" },
    },
  ]);
});

test("equals the dotenv package, at once and with a promise", async () => {
  const lines = fc.constantFrom(
    "A",
    "B",
    "=",
    ": ",
    '"',
    "'",
    "#",
    " ",
    "\n",
    "\r\n",
    "\\n",
    "x",
    "é",
    "export ",
  );
  const asked = settingsOf({ a: z.string(), b: z.string() });
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { maxLength: 30 }), async (parts) => {
      const text = parts.join("");
      const env = source(text);
      const { A, B } = parse(text);
      const expected = { ...(A ? { a: A } : {}), ...(B ? { b: B } : {}) };
      expect(valuesIn(ask(env, asked))).toEqual(expected);
      expect(valuesIn(await askAsync(env, asked))).toEqual(expected);
    }),
  );
});

test("expands references against the environment, then the files", () => {
  write({
    ".env.local": "DATABASE_HOST=${NAME}.local",
    ".env": "NAME=db\nPORT=${OUTER}\nURL='${NAME}'\nDATABASE_HOST=x",
  });
  const options = { cwd, expand: true, from: { OUTER: "5", HOST: "real" } };
  expect(valuesIn(ask(dotenv([".env.local", ".env"], options), settings))).toEqual({
    "database.host": "db.local",
    port: "5",
    url: "${NAME}",
  });
  expect(valuesIn(ask(dotenv([".env.local", ".env"], { cwd }), settings)).port).toBe("${OUTER}");
  const fromOutside = dotenv([".env.local", ".env"], { ...options, from: { OUTER: "5", NAME: "real" } });
  expect(valuesIn(ask(fromOutside, settings))).toMatchObject({ "database.host": "real.local" });
});

test("a reference that can't be resolved fails the setting at its line, and quotes nothing", () => {
  const env = source(
    "PORT=1\nURL=${hunter2}\nDATABASE_HOST=${DATABASE_PASSWORD}\nDATABASE_PASSWORD=${DATABASE_HOST}",
    {
      expand: true,
      from: {},
    },
  );
  const reading = ask(env, settings);
  const circle = "refers to itself: DATABASE_HOST → DATABASE_PASSWORD → DATABASE_HOST";
  expect(valuesIn(reading)).toMatchObject({
    port: "1",
    "database.host": `malformed: DATABASE_HOST ${circle}`,
  });
  expect(valuesIn(reading).url).toMatch(/^malformed: URL \.env:2 refers to a name that is set neither there/);
  expect(JSON.stringify(reading)).not.toContain("hunter2");
  expect(locationsIn(reading).url).toBe(".env:2");
});

test.each([
  ["of 100 MB", () => truncateSync(join(cwd, ".env"), 100 * 1024 * 1024), "too-large"],
  ["that is no UTF-8", () => writeFileSync(join(cwd, ".env"), Uint8Array.of(0x41, 0x3d, 0xff)), "malformed"],
  ["that is a folder", () => (rmSync(join(cwd, ".env")), mkdirSync(join(cwd, ".env"))), "malformed"],
])("a file %s is one report, and no default stands in", async (_, spoil, reason) => {
  const path = join(cwd, ".env");
  writeFileSync(path, "PORT=1\n");
  spoil();
  const schema = z.object({ port: z.number().default(3000) });
  expect(await checkConfig({ schema, sources: [dotenv(path)] })).toMatchObject([{ kind: "failed", reason }]);
});

test.each([
  [`A='x','y'`, "item 2 of the list begins with a single quote: use double ones, or a JSON list"],
  [`A='x',y,'z'`, "item 3 of the list begins with a single quote: use double ones, or a JSON list"],
  [`A="x","y"`, "item 2 of the list begins with a quote that doesn't close"],
])("a list that loses its outermost quotes is refused: %s", async (text, message) => {
  for (const a of [z.array(z.string()), secret(z.array(z.string()))])
    expect(await checkConfig({ schema: z.object({ a }), sources: [source(text)] })).toMatchObject([
      { kind: "invalid", message },
    ]);
});

describe("parts of records and lists, and empty values", () => {
  const schema = z.object({
    keys: z.record(z.string(), z.string()).default({}),
    name: z.string().default("none"),
  });

  test("are read by a delimiter of its own, expanded too", () => {
    const text = 'BASE=b\nKEYS__MAIN="${BASE}/a"\nKEYS__OTHER=o\n';
    const config = loadConfigSync({
      schema,
      sources: [source(text, { delimiter: "__", expand: true }), memory({ keys: { last: "l" } })],
    });
    expect(config.keys).toEqual({ main: "b/a", other: "o", last: "l" });
    expect(explain(config)[0]?.location).toContain(".env:2");
  });

  test("are missing if they are empty, and said to be, or a value with keepEmpty", async () => {
    const text = "\nNAME=\n";
    const warnings: Warning[] = [];
    loadConfigSync({ schema, sources: [source(text)] }, { onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toMatchObject([
      { kind: "ignored", message: ".env:2 NAME is empty, which counts as missing" },
    ]);
    expect(loadConfigSync({ schema, sources: [source(text, { keepEmpty: true })] }).name).toBe("");
    expect(loadConfigSync({ schema, sources: [source(text, { keepEmpty: true, expand: true })] }).name).toBe(
      "",
    );
  });

  test("that lead to nothing are said", async () => {
    const sources = [source("KEYS__MAIN__DEEP=x\n", { delimiter: "__" })];
    expect(await checkConfig({ schema, sources }, { warnings: true })).toMatchObject([
      { kind: "unknown-name", message: "unknown name KEYS__MAIN__DEEP" },
    ]);
  });
});

test.each([
  [
    "COLOR=#ff0000",
    "color",
    "COLOR is cut at a # in .env:1: put quotes around the value, or a space before a comment",
  ],
  [
    'PORT="3000',
    "port",
    "PORT begins with a quote in .env:1 that does not close: close it, or put other quotes around the value",
  ],
  [
    "PORT=${X}",
    "port",
    "PORT holds ${…} in .env:1, which is not expanded: pass expand: true to dotenv(), or put single quotes around the value",
  ],
])("%s: the trap is the fix of what it makes missing or invalid", async (text, name, fix) => {
  const schema = z.object({ color: z.string().default("x"), port: z.number().default(1) });
  const required = z.object({ ...schema.shape, [name]: name === "port" ? z.number() : z.string() });
  const problems = await checkConfig({ schema: required, sources: [source(text)] });
  expect(problems).toMatchObject([{ path: [name], fix }]);
});

test("a secret that a trap leaves nothing of is one problem", async () => {
  const schema = z.object({ password: secret(z.string()) });
  expect(await checkConfig({ schema, sources: [source("PASSWORD=#a")] })).toMatchObject([
    { kind: "trap", message: "PASSWORD is cut at a # in .env:1" },
  ]);
});

describe("a line that is no assignment", () => {
  const text = "PORT=1\nFOO BAR\n# no\n\n=x\n  hunter2 canary\nexport\n";
  const lines = { port: z.number(), key: z.string().optional() };

  test("is reported by its number, and by nothing that is in it", () => {
    const { warnings } = ask(source(text), settingsOf(lines));
    expect(warnings).toEqual([
      {
        kind: "trap",
        message: ".env:2 is no NAME=value, and not read; nor are lines 5, 6 and 7",
        origin: { source: ".env", location: ".env:2" },
        fix: "write NAME=value, begin a comment with #, or put quotes around a value of several lines",
      },
    ]);
    const [one] = ask(source("A=1\r\nodd line\r\n"), settingsOf(lines)).warnings ?? [];
    expect(one?.message).toBe(".env:2 is no NAME=value, and not read");
    const [many] = ask(source("odd line\n".repeat(8)), settingsOf(lines)).warnings ?? [];
    expect(many?.message).toBe(
      ".env:1 is no NAME=value, and not read; nor are lines 2, 3, 4, 5, 6 and 2 more",
    );
  });

  test("stops no load, and is a problem of a check before a deployment", async () => {
    const definition = { schema: z.object(lines), sources: [source(text)] };
    expect(await checkConfig(definition)).toEqual([]);
    expect(await checkConfig(definition, { warnings: true })).toMatchObject([{ path: [], kind: "trap" }]);
  });

  test("is not one of a comment, of a value of several lines, or of a key that is reported itself", () => {
    const key = "KEY=-----BEGIN KEY-----\nMIIB+a/b\n-----END KEY-----\n";
    const quiet = ask(source(`# a b\n   # c\nKEY="one\ntwo three\n"\nPORT= # d\n`), settingsOf(lines));
    expect(quiet.warnings).toEqual([]);
    expect(ask(source(key), settingsOf(lines)).warnings?.map(({ message }) => message)).toEqual([
      "KEY is only the first line of a key in .env:1",
    ]);
  });
});
