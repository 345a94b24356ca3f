import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { parse, type ParseError } from "jsonc-parser";
import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { askAsync, settingsOf, valuesIn } from "../../../test/ask.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { explain } from "../../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "../../load/load.ts";
import { secret } from "../../schema/secret-schema.ts";
import { file, type FileOptions } from "./file.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-json-"));
afterAll(() => rmSync(folder, { recursive: true }));

function source(text: string, { name = "app.json", ...options }: FileOptions & { name?: string } = {}) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return file(path, options);
}

async function messagesOf(text: string, schema: z.ZodObject, options: FileOptions & { name?: string } = {}) {
  const problems = await checkConfig({ schema, sources: [source(text, options)] }, { warnings: true });
  expect(JSON.stringify(problems)).not.toContain("hunter2");
  return [...new Set(problems.map(({ message }) => message.replace(`${folder}/`, "")))];
}

const any = z.object({ a: z.any().optional(), b: z.any().optional() });

test.each([
  ['{"a":1,"a":2}', "app.json:1 holds a name twice"],
  ['{\n"a": {\n"hunter2": 1,\n"x": {},\n"hunter2": 2\n}}', "app.json:5 holds a name twice"],
  ['{"a": [1, {\n"x": 1,\n"x": 2}]}', "app.json:3 holds a name twice"],
  [`{"a": 1,\n"\\u0061": 2}`, "app.json:2 holds a name twice"],
])("%j: a name twice is an error", async (text, message) => {
  expect(await messagesOf(text, any)).toEqual([message]);
  expect(await messagesOf(text, any, { name: "app.jsonc" })).toEqual([message.replace(".json", ".jsonc")]);
});

test.each([
  '{"a":{"x":1},"b":{"x":1}}',
  '{"a":[{"x":1},{"x":2}]}',
  '{"a":{"a":{"a":["a","a"]}}}',
  '{"a":"b","b":"a"}',
])("%j holds no name twice", async (text) => {
  expect(await messagesOf(text, any)).toEqual([]);
});

test.each(["app.json", "app.jsonc"])(
  "%s: $schema is ignored, also under strict and by a strict schema",
  async (name) => {
    const text = '{"$schema":"https://example.com/schema.json","a":1}';
    for (const schema of [any, z.strictObject(any.shape), z.looseObject(any.shape)])
      expect(await loadConfig({ schema, sources: [source(text, { name, strict: true })] })).toEqual({ a: 1 });
    expect(
      await messagesOf('{"a":{"$schema":"x"}}', z.object({ a: z.object({ x: z.any().optional() }) }), {
        name,
        strict: true,
      }),
    ).toEqual(["unknown name a.$schema"]);
    const own = z.object({ $schema: z.string() });
    expect(
      await loadConfig({
        schema: own,
        sources: [source(text.replace(',"a":1', ""), { name, strict: true })],
      }),
    ).toEqual({
      $schema: "https://example.com/schema.json",
    });
  },
);

test.each(['{\n// hunter2\n"a":1}', '{"a":\n/* hunter2 */ 1}', '{"a":1}\n// hunter2'])(
  "%j: a comment in a .json file is an error that says where comments may be",
  async (text) => {
    expect((await messagesOf(text, any))[0]).toBe(
      "app.json:2 is not valid JSON: it holds a comment; name the file .jsonc to have some",
    );
  },
);

describe(".jsonc", () => {
  const settings = settingsOf({ a: z.any(), b: z.any() });

  test("is JSON with comments and trailing commas, each value at its line", async () => {
    const text = '// first\n{\n  /* "a": 0,\n */ "a": "//x/*y*/", // hm\n  "b": [1, 2,], /**/\n}\n// end';
    const config = await loadConfig({ schema: any, sources: [source(text, { name: "app.jsonc" })] });
    expect(config).toEqual({ a: "//x/*y*/", b: [1, 2] });
    expect(explain(config).map(({ location }) => location?.split(":").at(-1))).toEqual(["4", "5"]);
    expect(loadConfigSync({ schema: any, sources: [source(text, { name: "app.jsonc" })] })).toEqual(config);
  });

  test.each([
    '{"a":1,,}',
    '{,"a":1}',
    '{"a":[,]}',
    '{"a" hunter2}',
    "{",
    "",
    '{"a":1} /* hunter2',
    "{'a':1}",
    '{"a":1}{}',
    "[1,]",
  ])("%j is an error that quotes nothing", async (text) => {
    const [message = ""] = await messagesOf(text, any, { name: "app.jsonc" });
    expect(message).toMatch(/^app\.jsonc(?::\d+)? (?:is not valid JSON|holds a list at its top)/);
  });

  test("is what the package jsonc-parser reads", { timeout: 20_000 }, async () => {
    expect.hasAssertions();
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      "1",
      "null",
      " ",
      "\n",
      "// x\n",
      "/* , */",
      '"//"',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (parts) => {
        const text = `{"a":${parts.join("")}}`;
        const errors: ParseError[] = [];
        const value: unknown = parse(text, errors, { allowTrailingComma: true });
        const reading = await askAsync(source(text, { name: "app.jsonc" }), settings);
        const failures = reading.answers.flatMap((answer) => ("error" in answer ? answer.error.message : []));
        const isTwice = failures.some((message) => message.endsWith("holds a name twice"));
        expect(failures.length > 0).toBe(errors.length > 0 || isTwice);
        const { "//": _, ...asked } = Object(value) as Record<string, unknown>; // no setting has that name
        expect(failures.length > 0 ? asked : valuesIn(reading)).toEqual(asked);
      }),
      { numRuns: 300, examples: [[["1", ",", '"//"', ":", '"b"']]] },
    );
  });
});

describe("numbers that a number can't hold", () => {
  test.each(["app.json", "app.jsonc"])("%s keeps what it says", async (name) => {
    const text = '{"a":9007199254740993,"b":{"c":[-12345678901234567890,1.5,1E5]}}';
    const config = await loadConfig({ schema: any, sources: [source(text, { name })] });
    expect(config).toEqual({ a: 9007199254740993n, b: { c: [-12345678901234567890n, 1.5, 1e5] } });
  });

  test("are refused as numbers, and never rounded or null", async () => {
    const schema = z.object({ a: z.number() });
    expect(await messagesOf('{"a":9007199254740993}', schema)).toEqual([
      "expected a number, got an integer that no number holds exactly: use z.bigint() or z.string()",
    ]);
    for (const number of ["1E400", "9007199254740993.0", "900719925474099.3e1", "9.007199254740993e15"])
      expect(await messagesOf(`{"a":${number}}`, schema)).toEqual([
        "expected a number, got a number that is too large to be held exactly: use z.string()",
      ]);
    expect(await messagesOf('{"a":-1e-400}', schema)).toEqual([
      "expected a number, got a number that is too small to be held exactly: use z.string()",
    ]);
    expect(
      loadConfigSync({ schema: z.object({ a: z.string() }), sources: [source('{"a":-1E400}')] }),
    ).toEqual({ a: "-1E400" });
  });

  test("and numbers that it holds stay numbers", () => {
    const text =
      '{"a":[9007199254740991,1e300,0.1,1234567890123456.5,-0,1e23,5e-324],"b":"9007199254740993"}';
    expect(loadConfigSync({ schema: any, sources: [source(text)] })).toEqual({
      a: [9007199254740991, 1e300, 0.1, 1234567890123456.5, -0, 1e23, 5e-324],
      b: "9007199254740993",
    });
  });

  test("in a secret object are kept too", () => {
    const schema = z.object({ a: secret(z.object({ id: z.bigint() })) });
    const config = loadConfigSync({ schema, sources: [source('{"a":{"id":12345678901234567890}}')] });
    expect(config.a.reveal()).toEqual({ id: 12345678901234567890n });
  });
});
