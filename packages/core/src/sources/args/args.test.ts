import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ask, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../../test/ask.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { loadConfigSync } from "../../load/load.ts";
import type { ConfigError } from "../../report/config-error.ts";
import { env } from "../env.ts";
import { args, type ArgsOptions } from "./args.ts";

const settings = settingsOf({
  debug: z.boolean(),
  hosts: z.array(z.string()),
  tags: z.union([z.string(), z.array(z.string())]),
  database: z.object({ poolSize: z.number(), password: z.string(), tls: z.boolean().nullable() }),
  noColor: z.boolean(),
});

function values(...from: string[]) {
  return valuesIn(ask(args({ from }), settings));
}

test("spells settings in kebab case, and finds values after a space or =", () => {
  expect(settings.map((each) => args().locate(each))).toEqual([
    "--debug",
    "--hosts",
    "--tags",
    "--database.pool-size",
    "--database.password",
    "--database.tls",
    "--no-color",
  ]);
  const reading = ask(args({ from: ["--database.pool-size", "5", "--database.password=a=b"] }), settings);
  expect(valuesIn(reading)).toEqual({ "database.poolSize": "5", "database.password": "a=b" });
  expect(locationsIn(reading)["database.poolSize"]).toBe("--database.pool-size");
});

test("a boolean stands alone, takes a value by = only, and is denied by no-", () => {
  expect(values("--debug", "word")).toEqual({ debug: true });
  expect(values("--debug=off", "--no-database.tls")).toEqual({ debug: "off", "database.tls": false });
  expect(values("--no-debug", "--no-color")).toEqual({ debug: false, noColor: true });
  expect(values("--no-no-color")).toEqual({ noColor: false });
  expect(values("--no-debug=1")).toEqual({ debug: "malformed: --no-debug takes no value" });
});

test("a list is repeated or one text; anything else is given once", () => {
  expect(values("--hosts", "a", "--hosts=b", "--tags=x", "--tags=y")).toEqual({
    hosts: "a,b",
    tags: ["x", "y"],
  });
  expect(values("--hosts", "a,b")).toEqual({ hosts: "a,b" });
  expect(values("--database.pool-size=1", "--database.pool-size=1", "--debug", "--no-debug")).toEqual({
    "database.poolSize": "malformed: --database.pool-size is given 2 times: it takes one value",
    debug: "malformed: --debug is given 2 times: it takes one value",
  });
});

test("a group is one JSON text", () => {
  expect(values("--database", '{"password":"p"}')).toEqual({ database: '{"password":"p"}' });
});

test("empty text is a value; a value that isn't there is an error, also where another argument follows", () => {
  expect(values("--database.password=", "--hosts", "")).toEqual({ "database.password": "", hosts: "" });
  expect(values("--database.password")).toEqual({
    "database.password": "malformed: --database.password has no value after it",
  });
  const reading = ask(args({ from: ["--database.password", "-hunter2"] }), settings);
  expect(valuesIn(reading)["database.password"]).toMatch(
    /^malformed: .* write --database.password=… for one/,
  );
  expect(JSON.stringify(reading)).not.toContain("hunter2");
  expect(values("--database.password=-x", "--database.pool-size", "-5")).toEqual({
    "database.password": "-x",
    "database.poolSize": "-5",
  });
  expect(values("--hosts", "-.5", "--database.password", "-")).toEqual({
    hosts: "-.5",
    "database.password": "-",
  });
});

test("ends at --, and leaves words to the program", () => {
  expect(values("run", "--debug", "--", "--database.password=x")).toEqual({ debug: true });
});

test("tells unknown arguments by name, never what stands in or after them", () => {
  const from = [
    "--databse.password",
    "hunter2",
    "--other=hunter2",
    "-phunter2",
    "-v",
    "--__proto__=x",
    "--debug",
  ];
  expect(unknownIn(ask(args({ from }), settings))).toEqual([
    "--databse.password",
    "--other",
    "-p",
    "-v",
    "--__proto__",
  ]);
  expect(presentIn(ask(args({ from }), settings, []))).toEqual({ debug: "--debug" });
  expect(presentIn(ask(args({ from: ["--no-debug"] }), settings, []))).toEqual({ debug: "--debug" });
  expect([args().unknownNames, args({ strict: true }).unknownNames]).toEqual(["warn", "refuse"]);
});

test("reads the process's own arguments by default", () => {
  expect(ask(args(), settingsOf({ nothing: z.string() })).answers).toEqual([]);
});

test("brings back any text that is given by =", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.array(fc.string()), (text, more) => {
      expect(values(`--database.password=${text}`, "--", ...more)).toEqual({ "database.password": text });
      expect(() => values(...more)).not.toThrow();
    }),
  );
});

const SCHEMA = {
  debug: z.boolean(),
  spelled: z.stringbool(),
  proxy: z.union([z.boolean(), z.number(), z.array(z.string())]),
  both: z.literal([true, false, "auto"]),
  port: z.number(),
};

/** What a load makes of arguments: the value, or the problem. */
function loaded(shape: z.core.$ZodLooseShape, ...from: string[]): unknown {
  const optional = Object.fromEntries(Object.entries(shape).map(([key, each]) => [key, z.optional(each)]));
  try {
    return loadConfigSync({ schema: z.object(optional), sources: [args({ from, strict: true })] });
  } catch (error) {
    return (error as ConfigError).problems.map(({ message }) => message);
  }
}

describe("a flag", () => {
  test.each([
    [{ debug: false }, ["--debug", "false"]],
    [{ debug: true }, ["--debug", "TRUE", "serve"]],
    [{ debug: true }, ["--debug", "serve", "false"]],
    [{ debug: true, port: 5 }, ["--debug", "--port", "5"]],
    [{ debug: true }, ["--debug", "--", "false"]],
    [{ spelled: true }, ["--spelled"]],
    [{ spelled: false }, ["--no-spelled"]],
    [{ spelled: false }, ["--spelled", "false"]],
    [{ spelled: false }, ["--spelled=off"]],
    [{ proxy: true }, ["--proxy"]],
    [{ proxy: true, debug: true }, ["--proxy", "--debug"]],
    [{ proxy: false }, ["--no-proxy"]],
    [{ proxy: false }, ["--proxy", "false"]],
    [{ proxy: 1 }, ["--proxy", "1"]],
    [{ proxy: -5 }, ["--proxy", "-5"]],
    [{ proxy: ["10.0.0.1", "10.0.0.2"] }, ["--proxy", "10.0.0.1,10.0.0.2"]],
    [{ both: "auto" }, ["--both", "auto"]],
    [{ both: true }, ["--both"]],
    [{ both: false }, ["--no-both"]],
  ])("is %j by %j", (config, from) => {
    expect(loaded(SCHEMA, ...from)).toEqual(config);
  });

  test.each(["0", "no", "OFF", "n", "f", "disabled"])(
    "is unclear with %s after it, which may be the program's own word",
    (word) => {
      for (const name of ["--debug", "--spelled"])
        expect(loaded(SCHEMA, name, word)).toEqual([
          `${name} is followed by a word that may be its value: write ${name}=… for a value, or put the word before it`,
        ]);
    },
  );

  test("that is denied takes no value", () => {
    const problem = (name: string) => [`${name} takes no value`];
    expect(loaded(SCHEMA, "--no-debug", "false")).toEqual(problem("--no-debug"));
    expect(loaded(SCHEMA, "--no-proxy=1")).toEqual(problem("--no-proxy"));
  });

  test("is what can be denied; anything else says so", () => {
    const odd = { port: z.number(), coerced: z.coerce.boolean(), group: z.object({ a: z.string() }) };
    const problem = (name: string) => [`--no-${name} denies what is no boolean: write --${name} and a value`];
    expect(loaded(odd, "--no-port")).toEqual(problem("port"));
    expect(loaded(odd, "--no-coerced")).toEqual(problem("coerced"));
    expect(loaded(odd, "--no-group.a=x")).toEqual(problem("group.a"));
    expect(loaded({ port: z.number(), noPort: z.boolean() }, "--no-port")).toEqual({ noPort: true });
  });

  test("with words of its own takes them as values", () => {
    const own = {
      yes: z.stringbool({ truthy: ["ja"], falsy: ["nein"] }),
      codec: z.codec(z.string(), z.boolean(), { decode: (word) => word === "ja", encode: String }),
    };
    expect(loaded(own, "--yes", "ja", "--codec", "ja")).toEqual({ yes: true, codec: true });
    expect(loaded(own, "--yes")).toEqual(["--yes has no value after it"]);
  });
});

const EMPTY_AMONG_TAGS =
  "--tag is given 2 times, and one of them is empty: leave it out, or write all of it once, as JSON where an item is empty text";

describe("an argument that is repeated", () => {
  const shape = {
    tag: z.array(z.string()),
    size: z.set(z.number()),
    pair: z.tuple([z.string(), z.number()]),
    label: z.record(z.string(), z.string()),
    limits: z.map(z.string(), z.number()),
    server: z.array(z.object({ host: z.string() })),
    matrix: z.array(z.array(z.number())),
    either: z.union([z.number(), z.array(z.number())]),
    text: z.union([z.string(), z.record(z.string(), z.string())]),
  };

  test.each([
    [{ tag: ["a", "b", "c"] }, ["--tag", "a,b", "--tag", "c"]],
    [{ tag: ["a,b", "c"] }, ["--tag", '["a,b"]', "--tag", '["c"]']],
    [{ tag: ["{a}", "b"] }, ["--tag", "{a}", "--tag", "b"]],
    [{ tag: [] }, ["--tag="]],
    [{ tag: ["", "b"] }, ["--tag", '["","b"]']],
    [{ size: new Set([1, 2, 3]) }, ["--size", "1,2", "--size", "3"]],
    [{ pair: ["a", 1] }, ["--pair", "a", "--pair", "1"]],
    [{ label: { a: "1", b: "2", c: "3" } }, ["--label", "a=1", "--label", "b=2,c=3"]],
    [{ label: { a: "1,2", b: "3" } }, ["--label", '{"a":"1,2"}', "--label", '{"b":"3"}']],
    [
      {
        limits: new Map([
          ["a", 1],
          ["b", 2],
        ]),
      },
      ["--limits", "a=1", "--limits", "b=2"],
    ],
    [{ server: [{ host: "a" }, { host: "b" }] }, ["--server", '{"host":"a"}', "--server", '{"host":"b"}']],
    [{ server: [{ host: "a,b" }] }, ["--server", '{"host":"a,b"}']],
    [{ server: [{ host: "a" }] }, ["--server", '[{"host":"a"}]']],
    [{ server: [{ host: "a" }, { host: "b" }] }, ["--server", '{"host":"a"},{"host":"b"}']],
    [
      { server: [{ host: "a" }, { host: "b" }, { host: "c" }] },
      ["--server", '[{"host":"a"},{"host":"b"}]', "--server", '{"host":"c"}'],
    ],
    [{ matrix: [[1, 2], [3]] }, ["--matrix", "1,2", "--matrix", "[3]"]],
    [{ either: [1, 2, 3] }, ["--either", "1,2", "--either", "3"]],
  ])("is %j by %j", (config, from) => {
    expect(loaded(shape, ...from)).toEqual(config);
  });

  test.each([
    ["matrix", '["1","2"]', [[1], [2]]],
    ["matrix", "1,2", [[1], [2]]],
    ["matrix", "[[1,2]]", [[1, 2]]],
    ["anything", '["a","b"]', ["a", "b"]],
    ["named", '{"a":["b","c"]}', { a: ["b", "c"] }],
  ])("alone is the whole value, as in a variable: %s %s", (name, text, value) => {
    const nested = {
      matrix: shape.matrix,
      anything: z.array(z.any()),
      named: z.record(z.string(), shape.tag),
    };
    const schema = z.object(nested).partial();
    const variable = env({ from: { [name.toUpperCase()]: text } });
    for (const source of [variable, args({ from: [`--${name}`, text] })])
      expect(loadConfigSync({ schema, sources: [source] })).toEqual({ [name]: value });
  });

  test.each(["1,2", '["1","2"]'])("an item each time: %s", (text) => {
    expect(loaded(shape, "--matrix", text, "--matrix", "3")).toEqual({ matrix: [[1, 2], [3]] });
  });

  test.each([
    ["--tag is given as JSON and as text: write all of it in one form", ["--tag", '["a"]', "--tag", "b"]],
    ["one of --tag is not valid JSON", ["--tag", '["a"]', "--tag", '["b"']],
    [EMPTY_AMONG_TAGS, ["--tag=", "--tag", "b"]],
    [EMPTY_AMONG_TAGS, ["--tag", "b", "--tag="]],
    [EMPTY_AMONG_TAGS, ["--tag=", "--tag="]],
    [EMPTY_AMONG_TAGS.replace("tag", "label"), ["--label=", "--label", "a=1"]],
    ["one of --server is not valid JSON", ["--server", "[{]", "--server", "{}"]],
    ["is not valid JSON", ["--server", "a,b"]],
    ["--label gives one name several times", ["--label", '{"a":"1"}', "--label", '{"a":"2"}']],
    ["--label is given as JSON lists and objects: write all of it in one form", ["--label={}", "--label=[]"]],
    ["--text is given 2 times: it takes one value", ["--text", "a=1", "--text", "b=2"]],
    ["holds a name twice", ["--label", "a=1", "--label", "a=2"]],
    ["item 2 of the list is empty", ["--tag", "a,,b", "--tag", "c"]],
  ])("is a problem: %s", (message, from) => {
    expect(loaded(shape, ...from)).toEqual([message]);
  });
});

describe("a part of a setting", () => {
  const shape = {
    servers: z.array(
      z.object({ host: z.string(), tls: z.boolean().default(false), tags: z.array(z.string()) }),
    ),
    limits: z.record(z.string(), z.number()),
    pool: z.record(z.enum(["maxSize"]), z.number()),
    flags: z.record(z.string(), z.boolean()),
  };
  const server = ["--servers.0.host", "a", "--servers.0.tags=t", "--servers.0.tags", "u"];

  test.each([
    [{ servers: [{ host: "a", tls: false, tags: ["t", "u"] }] }, server],
    [{ servers: [{ host: "a", tls: true, tags: ["t", "u"] }] }, [...server, "--servers.0.tls", "serve"]],
    [
      { servers: [{ host: "a", tls: true, tags: ["t"] }] },
      ["--servers[0].tls", "--servers[0].host", "a", "--servers[0].tags=t"],
    ],
    [{ limits: { Up: 5, down_load: 6 } }, ["--limits.Up", "5", "--limits.down_load=6"]],
    [{ pool: { maxSize: 5 } }, ["--pool.max-size=5"]],
    [{ flags: { dark: false, "no-light": true } }, ["--no-flags.dark", "--flags.no-light"]],
    [{ limits: { a: 1, b: 3 } }, ["--limits", "a=1,b=2", "--limits.b=3"]],
  ])("is %j by %j", (config, from) => {
    expect(loaded(shape, ...from)).toEqual(config);
  });

  test("that the schema doesn't have is unknown, and a twin changes nothing unseen", () => {
    expect(loaded(shape, "--servers.0.prot=5")).toEqual(["unknown name --servers.0.prot"]);
    expect(loaded(shape, "--servers.first.host=a")).toEqual(["unknown name --servers.first.host"]);
    const reading = ask(
      args({ from: ["--pool.maxSize=1", "--pool.max-size=2", "--servers.x=1"] }),
      settingsOf(shape),
    );
    expect(reading.warnings?.map(({ message }) => message)).toEqual([
      "unknown name --servers.x",
      "--pool.max-size is the same part as --pool.maxSize, which counts",
    ]);
    expect(loaded(shape, "--limits.a", "--limits.b=1")).toEqual([
      "--limits.a has no value after it: write --limits.a=… for one that begins with a dash",
    ]);
  });

  test("is present where an earlier source has the setting, and the program's own is none", () => {
    const places = settingsOf(shape);
    expect(presentIn(ask(args({ from: ["--limits.a=1"] }), places, []))).toEqual({ limits: "--limits.a" });
    const own = ask(args({ from: ["--limits.a=1"], own: { "limits.a": "string" } }), places);
    expect([own.answers, own.unknown]).toEqual([[], []]);
    expect(ask(args({ from: ["--", "--limits.a=1"] }), places).answers).toEqual([]);
  });
});

test("what two branches of a union have is read by the types of both", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), level: z.boolean() }),
    z.object({ kind: z.literal("b"), level: z.number() }),
  ]);
  const load = (...from: string[]) => loadConfigSync({ schema, sources: [args({ from, strict: true })] });
  expect(load("--kind", "a", "--level")).toEqual({ kind: "a", level: true });
  expect(load("--kind", "b", "--level", "5")).toEqual({ kind: "b", level: 5 });
});

test("says what to do about an unknown argument, of --help too", async () => {
  const fixes = async (...from: string[]) =>
    (await checkConfig({ schema: z.object({}), sources: [args({ from, strict: true })] })).map(
      ({ fix }) => fix,
    );
  const help =
    'print args().usage(schema) for it, and name it as the program\'s own: args({ own: { help: "boolean" }, short: { h: "help" } })';
  expect(await fixes("--help")).toEqual([help]);
  expect(await fixes("-h")).toEqual([help]);
  expect(await fixes("--other")).toEqual([
    "take it out, add it to the schema, or name it in args({ own }) where the program reads it itself",
  ]);
});

describe("short and own arguments", () => {
  const schema = z.object({
    port: z.number().optional(),
    debug: z.boolean().optional(),
    x: z.string().optional(),
    database: z.object({ host: z.string() }).optional(),
  });
  const options = {
    short: { p: "port", d: "debug", h: "database.host", D: "database", c: "config" },
    own: { config: "string", watch: "boolean" },
    strict: true,
  } as const;
  const load = (...from: string[]) => loadConfigSync({ schema, sources: [args({ from, ...options })] });
  const problems = async (...from: string[]) =>
    (await checkConfig({ schema, sources: [args({ from, ...options })] })).map(({ message }) => message);

  test("stand for settings and groups", () => {
    expect(load("-p", "80", "-d")).toEqual({ port: 80, debug: true });
    expect(load("-dp80", "-hh")).toEqual({ port: 80, debug: true, database: { host: "h" } });
    expect(load("-d", "false", "-D", '{"host":"h"}')).toEqual({ debug: false, database: { host: "h" } });
  });

  test("of the program are known, with their values", () => {
    expect(load("--config", "--port", "--watch", "-p", "5")).toEqual({ port: 5 });
    expect(load("-c", "app.json", "--watch", "--config=x")).toEqual({});
  });

  test("are problems where they can't be read, in words that hold no value", async () => {
    expect(await problems("-p=80")).toEqual(["-p takes its value without =: write -p and the value"]);
    expect(await problems("-phunter2")).toEqual(["expected a number, but the string is not one"]);
    expect(await problems("-dxhunter2")).toEqual(["--debug is followed by letters that are no arguments"]);
    expect(await problems("-x")).toEqual(["unknown name -x"]);
    expect(await problems("-zhunter2")).toEqual(["unknown name -z"]);
  });

  test("are refused where they name nothing, or what is a setting's", async () => {
    const of = async (given: ArgsOptions) =>
      (await checkConfig({ schema, sources: [args({ from: [], ...given })] })).map(({ message }) => message);
    expect(await of({ short: { p: "prot" } })).toContain(
      "args({ short }) names prot, which is no setting or group of the schema",
    );
    expect(await of({ own: { port: "string" } })).toContain(
      "args({ own }) names --port, which is a setting's or group's",
    );
    for (const letter of ["", "pp", "-", "=", " "])
      expect(() => args({ short: { [letter]: "port" } })).toThrow("args({ short }) takes single letters");
    expect(() => args({ short: { p: "port", P: "port" } })).toThrow("takes one letter for each argument");
    expect(() => args({ strickt: true } as never)).toThrow(
      "args() has no option strickt: did you mean strict?",
    );
  });

  test("are names as others: one letter is one setting's", () => {
    expect(args(options).names?.({ path: ["port"], name: "port", env: [] })).toEqual(["--port", "-p"]);
  });
});
