import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { formatProblems } from "../report/format-problems.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source } from "../contract/source.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file } from "../sources/file/file.ts";
import { secretFiles } from "../sources/secret-files.ts";
import { memory } from "../sources/memory.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-refused-"));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const yaml = (text: string) => file(written("app.yaml", text));
const toml = (text: string) => file(written("app.toml", text));
const answering = (value: unknown): Source => ({
  name: "third party",
  locate: ({ name }) => name,
  read: async () => ({ answers: [{ path: ["any"], value, origin: { source: "third party" } }] }),
});
const bad = (name: string) => JSON.parse(`{"${name}":{"polluted":1}}`) as object;

/** Each brings a name to a place where it may become a property. */
const WAYS: Readonly<Record<string, (name: string) => Source>> = {
  "a YAML map": (name) => yaml(`any:\n  a:\n    ${name}: 1`),
  "a YAML map in flow style": (name) => yaml(`any: {a: [{"${name}": {polluted: 1}}]}`),
  "a YAML omap": (name) => yaml(`any: !!omap [ ${name}: {polluted: 1} ]`),
  "an omap in an omap": (name) => yaml(`any: !!omap [ a: !!omap [ ${name}: 1 ] ]`),
  "a YAML set": (name) => yaml(`any: !!set\n  ? a\n  ? ${name}`),
  "YAML pairs": (name) => yaml(`any: !!pairs [ ${name}: 1, a: 1 ]`),
  "an alias for a YAML name": (name) => yaml(`a: &name ${name}\nany: { *name : 1 }`),
  "a YAML merge": (name) =>
    yaml(`%YAML 1.1\n---\nbase: &base {"${name}": {polluted: 1}}\nany: { <<: *base }`),
  "a map as a YAML name": (name) => yaml(`any: !!omap [ ? { "${name}": 1 } : 1 ]`),
  "elsewhere in a YAML file": (name) => yaml(`any: 1\nother: !!omap [ ${name}: 1 ]`),
  "a TOML table": (name) => toml(`[any.${name}]\npolluted = 1`),
  "a TOML inline table": (name) => toml(`any = [{ a = { "${name}" = 1 } }]`),
  "a dotted TOML name": (name) => toml(`any."${name}".polluted = 2026-01-31`),
  "a JSON file": (name) => file(written("app.json", `{"any":{"a":[{"${name}":1}]}}`)),
  "a JSON file, escaped": (name) =>
    file(
      written(
        "app.json",
        `{"any":{"${name
          .split("")
          .map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join("")}":1}}`,
      ),
    ),
  "memory()": (name) => memory({ any: bad(name) }),
  "memory() with a Map": (name) => memory({ any: new Map([["a", new Map([[name, 1]])]]) }),
  "memory() with a Set": (name) => memory({ any: new Set([bad(name)]) }),
  "memory() with Object.create": (name) => memory({ any: Object.create(bad(name)) as unknown }),
  "memory() with no prototype": (name) =>
    memory(Object.assign(Object.create(null) as object, { any: bad(name) })),
  "a third party's value": (name) => answering(bad(name)),
  "a third party's Map": (name) => answering(new Map([[name, 1]])),
  "a third party's Secret": (name) => answering(new Secret(bad(name))),
  "a property of a JSON secret": (name) =>
    fromStore(memoryStore({ it: JSON.stringify({ any: bad(name) }) }), { refs: { any: "it#any" } }),
};

/** Text that is decoded by the setting's kind. */
const TEXTS: Readonly<Record<string, (text: string) => Source>> = {
  "a variable": (text) => env({ from: { ANY: text } }),
  "an argument": (text) => args({ from: [`--any=${text}`] }),
  "a .env file": (text) => dotenv(written(".env", `ANY='${text}'`)),
  "a file": (text) => {
    const path = mkdtempSync(join(folder, "x"));
    writeFileSync(join(path, "any"), text);
    return secretFiles(path);
  },
  "a secret": (text) => fromStore(memoryStore({ any: text })),
};

const KINDS = {
  "a record": z.record(z.string(), z.any()),
  "an object": z.object({ a: z.any() }),
  "a loose object": z.looseObject({ a: z.any() }),
  "a list": z.array(z.record(z.string(), z.any())),
};

describe.each(["__proto__", "constructor", "prototype"])("the name %s", (name) => {
  test.each(Object.entries(WAYS))("is refused in %s", async (_, make) => {
    const report = formatProblems(
      await checkConfig({ schema: z.object({ any: z.any() }), sources: [make(name)] }),
    );
    expect(report).toContain(`holds the name ${name}, which is refused`);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test.each(Object.entries(TEXTS))("is refused in JSON in %s", async (_, make) => {
    for (const [kind, schema] of Object.entries(KINDS)) {
      const json = kind === "a list" ? [bad(name)] : { a: [bad(name)] };
      const problems = await checkConfig({
        schema: z.object({ any: secret(schema) }),
        sources: [make(JSON.stringify(json))],
      });
      expect(problems).toMatchObject([{ kind: "invalid" }]);
      expect(formatProblems(problems)).toContain("which is refused");
    }
  });

  test("is refused as the key of a map that JSON lists in pairs", async () => {
    const schema = z.object({ any: z.map(z.string(), z.any()) });
    const source = env({ from: { ANY: JSON.stringify([[name, 1]]) } });
    expect(formatProblems(await checkConfig({ schema, sources: [source] }))).toContain("which is refused");
  });

  test("is a value like any other", async () => {
    const schema = z.object({ any: z.any() });
    for (const source of [yaml(`any: [${name}]`), memory({ any: { a: name } }), env({ from: { ANY: name } })])
      expect(await checkConfig({ schema, sources: [source] })).toEqual([]);
  });
});

describe("what nests too deep is refused", () => {
  const around = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
  test.each([
    ["YAML", () => yaml(`any: ${around(60, "!!omap [ a: ", " ]").replace(":  ]", ": 1 ]")}`), false],
    ["JSON", () => file(written("app.json", `{"any":${around(250, "[", "]")}}`)), true],
    ["memory() with maps", () => memory({ any: deep(250, (inner) => new Map([["a", inner]])) }), true],
    ["memory() with sets", () => memory({ any: deep(250, (inner) => new Set([inner])) }), true],
    ["a third party's Secret", () => answering(new Secret(deep(250, (inner) => [inner]))), true],
  ] as const)("%s", async (_, make, refused) => {
    const report = formatProblems(
      await checkConfig({ schema: z.object({ any: z.any() }), sources: [make()] }),
    );
    expect(report.includes("nested more than 200 levels deep")).toBe(refused);
  });

  function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = wrap(value);
    return value;
  }
});
