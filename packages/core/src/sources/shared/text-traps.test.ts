import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../../inspect/check-config.ts";
import { loadConfig } from "../../load/load.ts";
import { formatProblems } from "../../report/format-problems.ts";
import { secret } from "../../schema/secret-schema.ts";
import { dotenv } from "../dotenv/dotenv.ts";
import { env } from "../env.ts";
import { fileVariables } from "../file-variables.ts";
import { file } from "../file/file.ts";
import { secretFiles } from "../secret-files.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-text-traps-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PIECE = "hunter2";

function written(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function problemsWith(sources: Parameters<typeof checkConfig>[0]["sources"], schema: z.ZodObject) {
  const problems = await checkConfig({ schema, ...(sources && { sources }) }, { warnings: true });
  expect(formatProblems(problems) + JSON.stringify(problems)).not.toContain(PIECE);
  return problems.map(({ kind, message, fix }) => ({ kind, message, fix }));
}

describe("what stands around a variable's value", () => {
  const QUOTES = {
    kind: "trap",
    message: "A has quotes around it, which belong to the value",
    fix: "take them out where the variable is set: unlike a shell, docker run --env-file keeps them",
  };
  const SPACE = {
    kind: "trap",
    message: "A begins or ends with white space, which belongs to the value",
    fix: "take it out where the variable is set; a value that has to have it can stand in a .env file, in quotes, or in a file of secretFiles()",
  };
  const LINE_END = {
    kind: "trap",
    message: "A ends with a line end, which belongs to the value",
    fix: "take it out where the variable is set: echo -n writes none, and a file with Windows line ends has one on each line",
  };

  test.each([
    [`"${PIECE}"`, QUOTES],
    [`'${PIECE}'`, QUOTES],
    [`${PIECE} `, SPACE],
    [` ${PIECE}`, SPACE],
    [`${PIECE}\t`, SPACE],
    [`${PIECE}\r`, LINE_END],
    [`${PIECE}\n`, LINE_END],
    [`${PIECE}\r\n`, LINE_END],
  ])("of a secret is an error: %#", async (A, problem) => {
    expect(await problemsWith([env({ from: { A } })], z.object({ a: secret(z.string()) }))).toEqual([
      problem,
    ]);
    expect(
      await problemsWith([env({ from: { A } })], z.object({ a: secret(z.string()).nullable() })),
    ).toEqual([problem]);
  });

  test.each([
    ['"info"', `${QUOTES.message}: ${QUOTES.fix}`],
    ["info ", `${SPACE.message}: ${SPACE.fix}`],
    ["info\r", `${LINE_END.message}: ${LINE_END.fix}`],
  ])("says why a choice isn't one: %j", async (A, fix) => {
    const problems = await problemsWith([env({ from: { A } })], z.object({ a: z.enum(["info", "debug"]) }));
    expect(problems).toMatchObject([{ kind: "invalid", fix }]);
  });

  test.each(['"3000"', "'3000'"])("says why a number isn't one: %s", async (A) => {
    const problems = await problemsWith([env({ from: { A } })], z.object({ a: z.number() }));
    expect(problems).toMatchObject([{ kind: "invalid", fix: `${QUOTES.message}: ${QUOTES.fix}` }]);
  });

  test("of what is no secret is a warning, and blanks around it are none: a separator may be one", async () => {
    const schema = z.object({ a: z.string() });
    expect(await problemsWith([env({ from: { A: `"${PIECE}"` } })], schema)).toEqual([QUOTES]);
    expect(await problemsWith([env({ from: { A: `${PIECE}\r` } })], schema)).toEqual([LINE_END]);
    expect(await problemsWith([env({ from: { A: ", " } })], schema)).toEqual([]);
    expect(await loadConfig({ schema, sources: [env({ from: { A: ", " } })] })).toEqual({ a: ", " });
  });

  test.each([
    ["a", "-----BEGIN KEY-----\nabc\n-----END KEY-----\n"],
    ["a", `it's "x"`],
    ["a", '"x" and "y"'],
    ["a", '"'],
    ["list", '"a","b"'],
    ["list", '["a"]\n'],
    ["object", '{"x":1}\n'],
    ["count", " 5\r\n"],
    ["json", '"a"'],
  ])("isn't told of %s where it belongs there, or does no harm: %j", async (name, value) => {
    const schema = z.object({
      a: secret(z.string()).optional(),
      list: secret(z.array(z.string())).optional(),
      object: secret(z.object({ x: z.number() })).optional(),
      count: secret(z.number()).optional(),
      json: secret(
        z.preprocess((text) => (typeof text === "string" ? (JSON.parse(text) as unknown) : text), z.any()),
      ).optional(),
    });
    expect(await problemsWith([env({ from: { [name.toUpperCase()]: value } })], schema)).toEqual([]);
  });
});

describe("what stands around a part of a value", () => {
  const schema = z.object({ a: z.record(z.string(), secret(z.string())).optional() });
  const part = (text: string) => env({ delimiter: "__", from: { A__X: text } });

  test.each([
    [`"${PIECE}"`, /^A__X has quotes around it/],
    [`${PIECE}\n`, /^A__X ends with a line end/],
    [`${PIECE} `, /^A__X begins or ends with white space/],
    [`encrypted:${PIECE}`, /^A__X is still encrypted by dotenvx$/],
  ])("of a secret is an error, which names the variable: %#", async (text, message) => {
    expect(await problemsWith([part(text)], schema)).toMatchObject([
      { kind: "trap", message: expect.stringMatching(message) as string },
    ]);
    await expect(loadConfig({ schema, sources: [part(text)] })).rejects.toMatchObject({
      problems: [{ kind: "trap", path: ["a"], places: [{ source: "env", location: "A__X" }] }],
    });
  });

  test("is an error in a file too", async () => {
    const files = fileVariables({
      delimiter: "__",
      from: { A__X_FILE: written("part", `"${PIECE}"\n`) },
    });
    expect(await problemsWith([files], schema)).toMatchObject([{ kind: "trap" }]);
  });

  test("of what is no secret is a warning, by what the part is asked to be", async () => {
    const plain = z.object({
      a: z.array(z.object({ host: z.string(), port: z.number(), tags: z.array(z.string()) })),
    });
    const from = { A__0__HOST: `"${PIECE}"`, A__0__PORT: "5 ", A__0__TAGS: '"a","b"' };
    expect(await problemsWith([env({ delimiter: "__", from })], plain)).toMatchObject([
      { kind: "trap", message: expect.stringMatching(/^A__0__HOST has quotes/) as string },
    ]);
  });
});

describe("what stands around a value that zod reads itself", () => {
  const READ_BY_ZOD = {
    "z.coerce.string()": z.coerce.string(),
    "z.any()": z.any(),
    "z.unknown()": z.unknown(),
    "z.preprocess()": z.preprocess((value) => value, z.string()),
  };
  const texts = [`'${PIECE}'`, `"${PIECE}"`, ` "${PIECE}" `, `${PIECE}\n`, ` ${PIECE}`];

  test.each(Object.entries(READ_BY_ZOD))("of a secret %s is an error", async (_, of) => {
    for (const A of texts)
      expect(await problemsWith([env({ from: { A } })], z.object({ a: secret(of) }))).toMatchObject([
        { kind: "trap" },
      ]);
  });

  test("of a z.coerce.string() counts as of a z.string()", async () => {
    const coerced = z.coerce.string();
    const [quoted, blank] = [env({ from: { A: `"${PIECE}"` } }), env({ from: { A: `${PIECE} ` } })];
    expect(await problemsWith([quoted], z.object({ a: secret(coerced) }))).toMatchObject([{ kind: "trap" }]);
    expect(await problemsWith([quoted], z.object({ a: coerced }))).toMatchObject([{ kind: "trap" }]);
    expect(await problemsWith([blank], z.object({ a: coerced }))).toEqual([]);
  });

  test("says why a z.coerce.number() isn't one", async () => {
    const problems = await problemsWith([env({ from: { A: '"3"' } })], z.object({ a: z.coerce.number() }));
    expect(problems).toMatchObject([
      { kind: "invalid", fix: expect.stringMatching(/^A has quotes around it/) as string },
    ]);
    expect(await problemsWith([env({ from: { A: "3\r" } })], z.object({ a: z.coerce.number() }))).toEqual([]);
  });

  test.each(['{"x":1}\n', '["a"]\n', '"a"\n'])("isn't told of what begins as JSON: %j", async (A) => {
    const parsed = z.preprocess((value) => JSON.parse(String(value)) as unknown, z.any());
    expect(await problemsWith([env({ from: { A } })], z.object({ a: secret(parsed) }))).toEqual([]);
  });
});

describe("a secret's file", () => {
  const schema = z.object({ a: secret(z.string()) });
  const sources = {
    "secretFiles()": (text: string) => {
      written("secrets/a", text);
      return secretFiles(join(folder, "secrets"));
    },
    "fileVariables()": (text: string) => fileVariables({ from: { A_FILE: written("one", text) } }),
  };

  test.each(Object.entries(sources))("%s: quotes around it are an error", async (_, make) => {
    expect(await problemsWith([make(`"${PIECE}"\n`)], schema)).toMatchObject([
      {
        kind: "trap",
        message: expect.stringMatching(/ has quotes around it, which belong to the value$/) as string,
      },
    ]);
  });

  test.each(Object.entries(sources))("%s: white space is kept, and meant", async (_, make) => {
    for (const text of [`${PIECE}\n`, `${PIECE}\n\n`, `${PIECE} `, ` ${PIECE}\n`, `${PIECE}\r`])
      expect(await problemsWith([make(text)], schema)).toEqual([]);
  });
});

describe("a value that is still encrypted", () => {
  const schema = z.object({ a: secret(z.string()), port: z.number().optional() });
  const ENCRYPTED = {
    dotenvx: [
      `encrypted:BKLTvbwUvqtLD${PIECE}`,
      "by dotenvx",
      "start the program with dotenvx run, and put env() before this source",
    ],
    sops: [
      `ENC[AES256_GCM,data:${PIECE},iv:x,tag:y,type:str]`,
      "by sops",
      "decrypt it first: sops decrypt, or sops exec-env and env() before this source",
    ],
    jasypt: [`ENC(${PIECE})`, "as jasypt does it", "decrypt it first: confide doesn't know its key"],
    ansible: [
      `$ANSIBLE_VAULT;1.1;AES256 ${PIECE}`,
      "by ansible-vault",
      "decrypt it first: ansible-vault decrypt",
    ],
  } as const;
  const make = {
    "dotenv()": (value: string) => dotenv(written(".env", `A="${value}"\n`)),
    "env()": (value: string) => env({ from: { A: value } }),
    "a JSON file": (value: string) => file(written("a.json", JSON.stringify({ a: value }))),
    "a YAML file": (value: string) => file(written("a.yaml", `a: ${JSON.stringify(value)}`)),
    "a TOML file": (value: string) => file(written("a.toml", `a = ${JSON.stringify(value)}`)),
    "secretFiles()": (value: string) => {
      written("encrypted/a", value);
      return secretFiles(join(folder, "encrypted"));
    },
  };
  const cases = Object.entries(make).flatMap(([source, of]) =>
    Object.entries(ENCRYPTED).map(
      ([by, [value, words, fix]]) => [source, by, of, value, words, fix] as const,
    ),
  );

  test.each(cases)(
    "in %s by %s is an error of a secret, with the fix",
    async (_, __, of, value, words, fix) => {
      const problems = await problemsWith([of(value)], schema);
      expect(problems).toEqual([
        {
          kind: "trap",
          message: expect.stringMatching(new RegExp(`is still encrypted ${words}`)) as string,
          fix,
        },
      ]);
    },
  );

  test("is found inside a secret object and list, by its line", async () => {
    const path = written("b.yaml", "a:\n  - x\n  - token: ENC[AES256_GCM,data:x,type:str]\n");
    const whole = z.object({ a: secret(z.array(z.any())) });
    const [problem] = await checkConfig({ schema: whole, sources: [file(path)] });
    expect(problem).toMatchObject({ kind: "trap", path: ["a"], places: [{ location: `${path}:1` }] });
  });

  test("says why a number isn't one", async () => {
    const path = written("c.json", JSON.stringify({ a: "x", port: "ENC[AES256_GCM,data:x,type:int]" }));
    const problems = await checkConfig({ schema, sources: [file(path)] });
    expect(problems).toMatchObject([
      { kind: "invalid", path: ["port"], fix: expect.stringMatching(/still encrypted by sops/) as string },
    ]);
  });

  test.each([
    "encrypted: no", "encrypted:", "encrypted:a b", "encryption:abc", "my encrypted:abc", "ENC", "ENC[x", "ENC[x] y",
    "my ENC[x]", "ENC(x", "ENC(x) y", "my ENC(x)", "my $ANSIBLE_VAULT;1.1",
  ])("%s is none", async (value) => {
    expect(await problemsWith([env({ from: { A: value } })], schema)).toEqual([]);
  }); // prettier-ignore

  test.each(["encrypted:a", "encrypted:Zz09+/-_==", " ENC[x\ny] ", "ENC[]", "ENC(x\ny)", "ENC()"])(
    "%j is one",
    async (value) => {
      const problems = await problemsWith([env({ from: { A: value } })], schema);
      expect(problems).toMatchObject([{ kind: "trap", message: /is still encrypted/ }]);
    },
  );
});
