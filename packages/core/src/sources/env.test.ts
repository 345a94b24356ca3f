import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ask, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../test/ask.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { loadConfigSync } from "../load/load.ts";
import type { Warning } from "../model/warning.ts";
import { formatProblems } from "../report/format-problems.ts";
import { sourceContract } from "../testing/source-contract.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "./env.ts";
import { memory } from "./memory.ts";

const settings = settingsOf({
  port: z.number(),
  database: z.object({ poolSize: z.number(), password: z.string() }),
  url: z.string().meta({ env: ["PG_URL", "URL"] }),
});

sourceContract(
  { describe, test },
  {
    name: "env",
    create: (values) => {
      const entries = Object.entries(values).map(([path, value]) => [
        path.toUpperCase().replaceAll(".", "_"),
        value,
      ]);
      return env({ from: Object.fromEntries(entries) as Record<string, string> });
    },
  },
);

test("spells paths in upper snake case, exact in case; empty text is missing", () => {
  const from = {
    PORT: "1",
    DATABASE_POOL_SIZE: "2",
    database_password: "x",
    DATABASE_PASSWORD: "",
    URL: " ",
  };
  const reading = ask(env({ from }), settings);
  expect(valuesIn(reading)).toEqual({ port: "1", "database.poolSize": "2", url: " " });
  expect(locationsIn(reading)).toEqual({
    port: "PORT",
    "database.poolSize": "DATABASE_POOL_SIZE",
    url: "URL",
  });
});

test("a prefix and a delimiter are for names that follow from a path; exact names go without", () => {
  const source = env({
    prefix: "APP_",
    delimiter: "__",
    names: { "database.password": ["PASS", "PASSWORD"], port: "P" },
  });
  expect(settings.map((each) => source.locate(each))).toEqual([
    "P",
    "APP_DATABASE__POOL_SIZE",
    "PASS",
    "PG_URL",
  ]);
  const from = { PASSWORD: "b", PG_URL: "1", URL: "2" };
  const aliases = ask(env({ from, names: { "database.password": ["PASS", "PASSWORD"] } }), settings);
  expect(valuesIn(aliases)).toEqual({ "database.password": "b", url: "1" });
  expect(presentIn(aliases)).toEqual({ url: "URL" }); // shadowed by the alias before it
});

test("a group under its own name is the group's answer", () => {
  const from = { DATABASE: '{"poolSize":1}', DATABASE_PASSWORD: "p" };
  expect(valuesIn(ask(env({ from }), settings))).toEqual({
    database: '{"poolSize":1}',
    "database.password": "p",
  });
  expect(valuesIn(ask(env({ from: { DB: "{}" }, names: { database: "DB" } }), settings))).toEqual({
    database: "{}",
  });
});

test("reads at each load, by name, and only what is text", () => {
  const from: Record<string, string> = Object.create({ PORT: "inherited" }) as Record<string, string>;
  const odd = settingsOf({
    a: z.string().meta({ env: "constructor" }),
    b: z.string().meta({ env: "__proto__" }),
  });
  expect(valuesIn(ask(env({ from: {} }), odd))).toEqual({});
  expect(valuesIn(ask(env(), odd))).toEqual({});
  const source = env({ from });
  expect(valuesIn(ask(source, settings))).toEqual({ port: "inherited" });
  from.PORT = "2";
  expect(valuesIn(ask(source, settings))).toEqual({ port: "2" });
});

test("reads the process's environment by default", () => {
  const path = settingsOf({ path: z.string() });
  expect(valuesIn(ask(env(), path))).toEqual({ path: process.env.PATH });
});

test("unknown names are everybody's, unless a prefix makes them ours", () => {
  const from = { APP_PROT: "", APP_PORT: "1", APP_URL: "", OTHER: "1", URL: "" };
  expect(env().unknownNames).toBe("shared");
  const source = env({ from, prefix: "APP_" });
  expect(source.unknownNames).toBe("warn");
  expect(unknownIn(ask(source, settings))).toEqual(["APP_PROT", "APP_URL"]);
  expect(presentIn(ask(source, settings, []))).toEqual({ port: "APP_PORT" });
  expect(env({ prefix: "APP_", strict: true }).unknownNames).toBe("refuse");
  expect(() => env({ strict: true })).toThrow(/needs a prefix/);
});

test("a name that has no letter or digit can't be a variable", () => {
  const [port] = settings;
  const odd = port ? [{ ...port, path: ["$"], name: "$" }] : [];
  expect(odd.map((each) => env().locate(each))).toEqual([undefined]);
  expect(valuesIn(ask(env({ from: { "": "x" } }), odd))).toEqual({});
});

test("brings back any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
      expect(valuesIn(ask(env({ from: { PORT: text } }), settings))).toEqual({ port: text });
    }),
  );
});

describe("variables of a program, not of a process", () => {
  const schema = z.object({ port: z.number(), debug: z.boolean(), name: z.string().optional() });

  test("a number or a boolean is a value of JSON", () => {
    const from = { PORT: 5, DEBUG: false };
    expect(loadConfigSync({ schema, sources: [env({ from })] })).toEqual({ port: 5, debug: false });
  });

  test("a number for a string is an error, as it is in JSON", async () => {
    const sources = [env({ from: { PORT: 5, DEBUG: true, NAME: 7 } })];
    expect(formatProblems(await checkConfig({ schema, sources }))).toBe(
      "  name   expected a string, got a number   env NAME\n      fix        put quotes around it",
    );
  });

  test.each([[null], [{ get: () => 1 }], [["a"]], [() => 1], [5n], [Symbol("s")]])(
    "anything else is an error with its name (%#)",
    async (value) => {
      const from = { PORT: 5, DEBUG: true, NAME: value } as never;
      expect(formatProblems(await checkConfig({ schema, sources: [env({ from })] }))).toBe(
        "  name   NAME is neither text, a number nor a boolean   env NAME",
      );
    },
  );
});

describe("an empty variable", () => {
  const schema = z.object({
    port: z.number().default(1),
    name: z.string(),
    tags: z.array(z.string()).default(["a"]),
  });

  test("of a secret is no value either, and nobody is told to take it for one", async () => {
    const key = z.object({ key: secret(z.string()) });
    const problems = await checkConfig({ schema: key, sources: [env({ from: { KEY: "" } })] });
    expect(problems).toMatchObject([{ message: "is there, but empty", fix: "env KEY is empty: set it" }]);
  });

  test("is said where its setting is missing", async () => {
    const problems = await checkConfig({ schema, sources: [env({ from: { NAME: "" } }), memory({})] });
    expect(formatProblems(problems)).toBe(
      "  name   is there, but empty\n" +
        "      looked in  env NAME · memory name\n" +
        "      fix        env NAME is empty: set it, or take an empty string as a value: keepEmpty: true",
    );
  });

  test("is a warning that nobody prints where a default or a later source steps in", () => {
    const warnings: Warning[] = [];
    const sources = [env({ from: { NAME: "", PORT: "" } }), memory({ name: "later" })];
    loadConfigSync({ schema, sources }, { onWarning: (warning) => warnings.push(warning) });
    expect(warnings.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      "ignored: env PORT is empty, which counts as missing",
      "ignored: env NAME is empty, which counts as missing",
    ]);
  });

  test("is nothing where an earlier source has the setting", () => {
    const warnings: Warning[] = [];
    const sources = [memory({ name: "earlier" }), env({ from: { NAME: "" } })];
    loadConfigSync({ schema, sources }, { onWarning: (warning) => warnings.push(warning) });
    expect(warnings).toEqual([]);
  });

  test("is a value with keepEmpty", async () => {
    const source = env({ from: { NAME: "", TAGS: "" }, keepEmpty: true });
    expect(loadConfigSync({ schema, sources: [source] })).toEqual({ port: 1, name: "", tags: [] });
    const port = env({ from: { NAME: "x", PORT: "" }, keepEmpty: true });
    expect(formatProblems(await checkConfig({ schema, sources: [port] }))).toContain(
      "expected a number, but the string is not one",
    );
  });
});

test("an option that it doesn't have is a TypeError, as are variables in the place of options", () => {
  expect(() => env({ prefx: "A_" } as never)).toThrow(
    "env() has no option prefx: it takes from, prefix, delimiter, names, strict and keepEmpty; variables go into from",
  );
  expect(() => env({ ...process.env } as never)).toThrow(/^env\(\) has no options .* variables go into from/);
});
