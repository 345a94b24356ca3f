import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { stringify as stringifyToml } from "smol-toml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify as stringifyYaml } from "yaml";
import * as z from "zod";

import { ask, askAsync, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../../test/ask.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { isPlainObject } from "../../util/safe-json.ts";
import { pathName } from "../../model/setting.ts";
import { formatProblems } from "../../report/format-problems.ts";
import { optional } from "../optional.ts";
import { file } from "./file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-file-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function source(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return file(path);
}

const settings = settingsOf({
  port: z.number(),
  name: z.string(),
  day: z.date(),
  database: z.object({ host: z.string(), pool: z.object({ size: z.number() }) }),
  labels: z.record(z.string(), z.string()),
});

const JSON_TEXT = `{
  "port": 5,
  "na\\u006de": "a, \\"b\\": {\\\\",
  "list": [{ "port": 1 }, "x"],
  "day": "2026-01-31", "labels": {
    "port": "x" },
  "database": { "host": "h",

    "pool": { "size": 2 }
  }
}`;

const YAML_TEXT = `# comment
port: 5
"name": &anchor 'a, "b": {\\'
list: [{ port: 1 }, x]
day: 2026-01-31
labels:
  port: x
database:
  host: h

  pool: { size: 2 }
`;

const TOML_TEXT = `# port = 1
port = 5
"na\\u006de" = 'a, "b": {\\'
list = [ # port = 1
  { port = 1 }, "x",
]
day = 2026-01-31
labels = { port = "x" }
[ database ] # port = 1
host = """
h"""
text = '''
port = 1
'''
pool . size = 2
[[tables]]
port = 1
`;

test.each([
  [
    "config.json",
    JSON_TEXT,
    { port: 2, name: 3, day: 5, labels: 5, "database.host": 7, "database.pool.size": 9 },
  ],
  [
    "config.yaml",
    YAML_TEXT,
    { port: 2, name: 3, day: 5, labels: 6, "database.host": 9, "database.pool.size": 11 },
  ],
  [
    "config.TOML",
    TOML_TEXT,
    { port: 2, name: 3, day: 7, labels: 8, "database.host": 10, "database.pool.size": 15 },
  ],
])("%s: values with their types, and their lines", async (name, text, lines) => {
  const config = source(name, text);
  const reading = await askAsync(config, settings);
  expect(valuesIn(reading)).toEqual({
    port: 5,
    name: 'a, "b": {\\',
    day: "2026-01-31",
    "database.host": "h",
    "database.pool.size": 2,
    labels: { port: "x" },
  });
  const expected = Object.entries(lines).map(([path, line]) => [path, `${config.name}:${line}`]);
  expect(locationsIn(reading)).toEqual(Object.fromEntries(expected));
  expect(unknownIn(reading)).toContain("list");
  expect(JSON.stringify(ask(config, settings))).toBe(JSON.stringify(reading));
});

test("spells settings as dotted paths, and tells names that nobody asked for", () => {
  const config = source(
    "a.json",
    `{"prot":1,"database":{"hots":"h","host":"h"},"other":{"a":{"b":1}},"labels":{"x":"y"}}`,
  );
  expect(settings.map((each) => config.locate(each))).toContain("database.pool.size");
  const reading = ask(config, settings);
  expect(unknownIn(reading)).toEqual(["prot", "database.hots", "other"]);
  expect(reading.unknown).toEqual([
    { path: ["prot"], value: 1, origin: { source: config.name, location: `${config.name}:1` } },
    { path: ["database", "hots"], value: "h", origin: { source: config.name, location: `${config.name}:1` } },
    {
      path: ["other"],
      value: { a: { b: 1 } },
      origin: { source: config.name, location: `${config.name}:1` },
    },
  ]);
  expect(presentIn(ask(config, settings, []))).toEqual({
    "database.host": `${config.name}:1`,
    labels: `${config.name}:1`,
  });
});

test("what stands in a group's place and is no object is the group's answer", () => {
  expect(valuesIn(ask(source("a.yaml", `database: '{"host":"h"}'`), settings))).toEqual({
    database: '{"host":"h"}',
  });
  expect(valuesIn(ask(source("a.json", `{"database":{"pool":null}}`), settings))).toEqual({
    "database.pool": null,
    database: {},
  });
});

test.each([
  ["a.json", '{\n"port": hunter2\n}', " is not valid JSON"],
  ["a.json", '{"port": 1\n"hunter2"}', ":2 is not valid JSON"],
  ["a.yaml", "a: 1\nb: [hunter2", ":2 is not valid YAML: a line is not indented as the lines around it need"],
  ["a.yaml", "a: 1\nb: 2\na: hunter2", ":3 holds a name twice"],
  ["a.yaml", "a: 1\n---\nhunter2: 2", ":2 is not valid YAML: it holds more than one document"],
  ["a.toml", "a = 1\nb = hunter2", ":2 is not valid TOML"],
  ["a.toml", "a = 1\na = 'hunter2'", ":2 is not valid TOML"],
])("%s: %j fails by its line, and quotes nothing", async (name, text, message) => {
  const config = source(name, text);
  const reading = await askAsync(config, settings);
  expect(valuesIn(reading).port).toBe(`malformed: ${config.name}${message}`);
  expect(reading.answers).toHaveLength(settings.length);
  expect(JSON.stringify(reading)).not.toContain("hunter2");
});

test.each([
  ["a.json", '{"database":{"__proto__":{"host":"x"}}}'],
  ["a.yaml", "database:\n  __proto__: { host: x }"],
  ["a.toml", "[database.__proto__]\nhost = 'x'"],
])("%s: __proto__ is refused, and does nothing", (name, text) => {
  const config = source(name, text);
  expect(valuesIn(ask(config, settings))["database.host"]).toBe(
    `malformed: ${config.name} holds the name __proto__, which is refused`,
  );
  expect(Object.hasOwn(Object.prototype, "host")).toBe(false);
});

test.each(["a.json", "a.yaml", "a.toml"])("%s: an empty file holds nothing", (name) => {
  const empty = valuesIn(ask(source(name, name === "a.json" ? "{}" : "# nothing\n"), settings));
  expect(empty).toEqual({});
});

test.each([
  ["a.json", '[{"port":1}]', "a list"],
  ["a.yaml", "- port: 1\n", "a list"],
  ["a.yaml", "---\n[]", "a list"],
  ["a.json", '"hunter2"', "a string"],
  ["a.yaml", "hunter2\n", "a string"],
  ["a.json", "5", "a number"],
  ["a.yaml", "true", "a boolean"],
  ["a.json", "null", "null"],
  ["a.yaml", "!!set {port}", "no plain object"],
])("%s: %s at the top is an error, whatever the options", async (name, text, what) => {
  const { name: path } = source(name, text);
  for (const options of [{}, { strict: true }, { required: true }]) {
    const problems = await checkConfig({
      schema: z.object({ port: z.number().default(1) }),
      sources: [file(path, options)],
    });
    expect(problems).toMatchObject([
      {
        kind: "failed",
        reason: "malformed",
        message: `${path} holds ${what} at its top: expected an object`,
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  }
});

test("a missing file holds nothing and is noted; a required one fails", () => {
  const path = join(folder, "none.json");
  expect(ask(file(path), settings)).toMatchObject({ answers: [], warnings: [{ kind: "absent" }] });
  expect(valuesIn(ask(file(path, { required: true }), settings)).port).toBe(
    `unavailable: ${path} is required, but isn't there`,
  );
});

test("another ending is refused at once", () => {
  for (const path of ["config", "config.ini", ".env", "a.json5", "json"])
    expect(() => file(path)).toThrow(TypeError);
});

test("integers that a number can't hold become bigints; TOML dates keep what they don't say unsaid", () => {
  const asked = settingsOf({
    a: z.bigint(),
    b: z.bigint(),
    c: z.string(),
    d: z.string(),
    e: z.string(),
    f: z.string(),
  });
  const yaml = "a: 12345678901234567890\nb: 5\nc: 2026-01-31T10:00:00Z";
  expect(valuesIn(ask(source("a.yaml", yaml), asked))).toEqual({
    a: 12345678901234567890n,
    b: 5,
    c: "2026-01-31T10:00:00Z",
  });
  const toml =
    "a = 1234567890123456789\nc = 2026-01-31T10:00:00\nd = 10:00:00\ne = 2026-01-31 10:00:00+01:00\nf = 2026-01-31T10:00:00Z";
  expect(valuesIn(ask(source("a.toml", toml), asked))).toEqual({
    a: 1234567890123456789n,
    c: "2026-01-31T10:00:00",
    d: "10:00:00",
    e: "2026-01-31T10:00:00+01:00",
    f: "2026-01-31T10:00:00Z",
  });
});

test(
  "a few lines that ask for terabytes, and a million brackets, end soon and cleanly",
  { timeout: 20_000 },
  () => {
    const laughs = Array.from(
      { length: 20 },
      (_, index) => `l${index + 1}: &l${index + 1} [${`*l${index},`.repeat(9)}]`,
    );
    expect(valuesIn(ask(source("a.yaml", ["l0: &l0 ha", ...laughs].join("\n")), settings)).port).toContain(
      "malformed: ",
    );
    expect(valuesIn(ask(source("a.yaml", "[".repeat(20_000)), settings)).port).toContain("malformed: ");
    expect(valuesIn(ask(source("a.toml", `a = ${"[".repeat(100_000)}`), settings)).port).toContain(
      "malformed: ",
    );
    expect(valuesIn(ask(source("a.toml", `port = 5\n${"#\n".repeat(500_000)}`), settings)).port).toBe(5);
    const deep = `{"port":5,"a":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    expect(valuesIn(ask(source("a.json", deep), settings)).port).toMatch(/nested more than \d+ levels deep$/);
    const flat = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, index]));
    expect(ask(source("a.json", JSON.stringify(flat)), settings).unknown).toHaveLength(50_000);
    const lines = Object.keys(flat)
      .slice(0, 10_000)
      .map((name) => `${name}: 1`);
    expect(ask(source("a.yaml", lines.join("\n")), settings).unknown).toHaveLength(10_000);
  },
);

/** Names that say where they are, beside values that look like names. */
const values = fc.oneof(
  fc.string({ unit: "binary", size: "medium" }).map((text) => text.toWellFormed()),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        "\\",
        "\n",
        "\r",
        '"""',
        "'''",
        "#",
        "[",
        "]",
        "{",
        "}",
        "k1 = 1",
        "k1: 1",
        "\t",
      ),
    )
    .map((parts) => parts.join("")),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.record({ k1: fc.string() }), { minLength: 1, maxLength: 2 }),
);
const names = fc
  .integer({ min: 0, max: 999 })
  .chain((id) => fc.constantFrom(`k${id}`, `k${id} "x" \\`, `k${id}.é`, `k${id}'`));
const group = fc.dictionary(names, values, { minKeys: 1, maxKeys: 4 });
const documents = fc.dictionary(
  names,
  fc.oneof(values, group, fc.dictionary(names, group, { minKeys: 1, maxKeys: 2 })),
  { minKeys: 1, maxKeys: 5 },
);

test.each([
  ["a.json", (value: object) => JSON.stringify(value, null, 2)],
  ["a.yaml", (value: object) => stringifyYaml(value)],
  ["a.toml", (value: object) => stringifyToml(value)],
])("%s: finds each name of any document in its line", (format, stringify) => {
  const any = settingsOf({ any: z.any() });
  fc.assert(
    fc.property(documents, (value) => {
      const paths = leavesOf(value);
      const asked = paths.flatMap((path) => any.map((each) => ({ ...each, path, name: pathName(path) })));
      const text = stringify(value);
      const { answers } = ask(source(format, text), asked);
      expect(answers).toHaveLength(paths.length);
      for (const { path, origin } of answers) {
        const at = Number(origin.location?.split(":").at(-1));
        const [name = ""] = /^k\d+/.exec(path.at(-1) ?? "") ?? [];
        // TOML has a list of tables as [[a.b]].
        expect(lineAt(text, at)).toMatch(new RegExp(`^(?:\\[\\[.*|[\\s{?"'-]*)\\b${name}\\b`));
      }
    }),
  );
});

function lineAt(text: string, line: number): string {
  return text.split("\n")[line - 1] ?? "";
}

function leavesOf(value: object, above: readonly string[] = []): (readonly string[])[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    return isPlainObject(each) ? leavesOf(each, [...above, key]) : [[...above, key]];
  });
}

test("an unknown name is no error unless that is asked for, nor is a missing file", () => {
  expect(file("x.json").unknownNames).toBe("warn");
  expect(ask(file(join(folder, "no.json")), settings).answers).toEqual([]);
});

test("TOML: brackets and quotes in a comment between brackets don't end the value", () => {
  const config = source("a.toml", `other = [ # " ] ' { """\n  1, # ]\n]\nport = 5 # [ "\nname = "x"\n`);
  expect(locationsIn(ask(config, settings))).toEqual({
    port: `${config.name}:4`,
    name: `${config.name}:5`,
  });
});

test.each([
  [
    "a.json",
    '{ "servers": [\n{ "host": "a", "port": 1 },\n{ "host": "b",\n"port": "x" }],\n"hosts": [1,\n"b"],\n"deep": [[1], [2,\n"x"]] }',
    [4, 6, 8],
  ],
  [
    "a.jsonc",
    '{ "servers": [ // one\n{ "host": "a", "port": 1 },\n{ "host": "b",\n"port": "x" }],\n"hosts": [1,\n"b"],\n"deep": [[1], [2,\n"x",]] }',
    [4, 6, 8],
  ],
  [
    "a.yaml",
    "servers:\n  - host: a\n    port: 1\n  - host: b\n    port: x\nhosts:\n  - 1\n  - b\ndeep:\n  - [1]\n  - - 2\n    - x\n",
    [5, 8, 12],
  ],
  [
    "a.toml",
    'hosts = [1, "b"]\ndeep = [[1], [2, "x"]]\n[[servers]]\nhost = "a"\nport = 1\n[[servers]]\nhost = "b"\nport = "x"\n',
    [8, 1, 2],
  ],
])(
  "%s: what is wrong in an item is reported with the item's own line",
  async (name, text, [port, host, deep]) => {
    const config = source(name, text);
    const server = z.object({ host: z.string(), port: z.number() });
    const schema = z.object({
      servers: z.array(server),
      hosts: z.array(z.number()),
      deep: z.array(z.array(z.number())),
    });
    for (const one of [config, optional(config)]) {
      const problems = await checkConfig({ schema, sources: [one] });
      expect(problems.map(({ within, places }) => [within, places[0]?.location])).toEqual([
        ["[1].port", `${config.name}:${port} servers`],
        ["[1]", `${config.name}:${host} hosts`],
        ["[1][1]", `${config.name}:${deep} deep`],
      ]);
      expect(formatProblems(problems, { format: "github" })).toContain(
        `,line=${port},title=servers[1].port::`,
      );
    }
  },
);
