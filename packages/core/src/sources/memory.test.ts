import { runInNewContext } from "node:vm";

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { ask, locationsIn, settingsOf, valuesIn, presentIn, unknownIn } from "../../test/ask.ts";
import { loadConfigSync } from "../load/load.ts";
import { isUnsafeKey } from "../util/safe-json.ts";
import { Secret } from "../secret/secret.ts";
import { sourceContract } from "../testing/source-contract.ts";
import { memory } from "./memory.ts";

const settings = settingsOf({
  port: z.number(),
  labels: z.record(z.string(), z.string()),
  database: z.object({ host: z.string(), password: z.string(), pool: z.object({ size: z.number() }) }),
});

sourceContract(
  { describe, test },
  {
    name: "memory",
    create: ({ "database.host": host, "database.password": password, ...rest }) =>
      memory({ ...rest, database: { host, password } }),
  },
);

test("answers by path, with Secrets as they are, and what is undefined isn't there", () => {
  const password = new Secret("p");
  const reading = ask(memory({ port: undefined, database: { host: null, password } }), settings);
  expect(valuesIn(reading)).toEqual({ "database.host": null, "database.password": password });
  expect(reading.answers.find(({ path }) => path.at(-1) === "password")).toMatchObject({ value: password });
  expect(locationsIn(reading)).toEqual({
    "database.host": "database.host",
    "database.password": "database.password",
  });
});

test("what stands in a group's place and is no object is the group's answer, once", () => {
  expect(valuesIn(ask(memory({ database: '{"host":"h"}' }), settings))).toEqual({ database: '{"host":"h"}' });
  expect(ask(memory({ database: null }), settings).answers).toHaveLength(1);
});

test("tells names that nobody asked for; what a record holds are none", () => {
  const values = {
    prot: 1,
    labels: { a: "b" },
    database: { hots: "h", host: "x" },
    "a.b": 1,
    other: { a: { b: 1 }, c: [] },
  };
  expect(unknownIn(ask(memory(values), settings))).toEqual(["prot", "database.hots", '"a.b"', "other"]);
  expect(Object.keys(presentIn(ask(memory(values), settings, [])))).toEqual(
    expect.arrayContaining(["database.host", "labels"]),
  );
});

test("inherited properties are not there, and names that reach a prototype are refused", () => {
  const inherited = Object.create({ port: 1 }) as object;
  expect(valuesIn(ask(memory({ database: inherited }), settings))).toEqual({ database: inherited });
  for (const name of ["__proto__", "constructor", "prototype"]) {
    const values = JSON.parse(`{"database":{"${name}":{"host":"x"}}}`) as object;
    expect(() => ask(memory(values), settings)).toThrow(`memory holds the name ${name}, which is refused`);
  }
});

describe("an object needn't be plain, as zod takes its properties too", () => {
  class Database {
    host = "h";
    readonly #password = "p";
    get password(): string {
      return this.#password;
    }
  }
  class Values {
    port = 1;
    database = new Database();
  }
  const schema = z.object({
    port: z.number().default(3000),
    database: z.object({ host: z.string(), password: z.string().optional() }),
  });

  test.each<readonly [what: string, values: object]>([
    ["an instance of a class", new Values()],
    ["one of another realm", runInNewContext("({ port: 1, database: { host: 'h' } })") as object],
    [
      "one without a prototype",
      Object.assign(Object.create(null) as object, { port: 1, database: { host: "h" } }),
    ],
  ])("%s", (_, values) => {
    expect(loadConfigSync({ schema, sources: [memory(values)] })).toEqual({
      port: 1,
      database: { host: "h" },
    });
  });

  test("the environment", () => {
    const sources = [memory(process.env)];
    expect(loadConfigSync({ schema: z.object({ PATH: z.string() }), sources })).toEqual({
      PATH: process.env.PATH,
    });
  });

  test.each<readonly [what: string, values: unknown]>([
    ["null", null],
    ["a list", [1]],
    ["a map", new Map([["port", 1]])],
    ["a text", "port"],
    ["a promise", Promise.resolve({ port: 1 })],
    ["a secret", new Secret({ port: 1 })],
  ])("%s is refused at once", (_, values) => {
    expect(() => memory(values as object)).toThrow(
      new TypeError("memory() takes an object that is nested as the schema is"),
    );
  });
});

test("an object that holds itself is refused, and one that stands twice is not", () => {
  const self: Record<string, unknown> = { port: 1 };
  self.self = self;
  expect(() => ask(memory(self), settings)).toThrow(/^memory is nested more than \d+ levels deep$/);
  const host = { host: "h" };
  expect(valuesIn(ask(memory({ database: host, other: host }), settings))).toEqual({ "database.host": "h" });
});

test("any values come back, and nothing is thrown", () => {
  const key = fc.string().filter((each) => !isUnsafeKey(each));
  fc.assert(
    fc.property(fc.object({ key, withNullPrototype: true }), fc.anything({ key }), (values, port) => {
      const reading = ask(memory({ ...values, port }), settings);
      expect(reading.answers.find(({ path }) => path[0] === "port")).toEqual(
        port === undefined
          ? undefined
          : { path: ["port"], value: port, origin: { source: "memory", location: "port" } },
      );
      expect(reading.unknown).toBeInstanceOf(Array);
    }),
  );
});

test("takes many settings in one pass", () => {
  const shape = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`s${index}`, z.string()]));
  const many = settingsOf(shape);
  const source = memory(Object.fromEntries(many.map(({ name }) => [name, "x"])));
  expect(ask(source, many).answers).toHaveLength(20_000);
  expect(ask(source, many).unknown).toEqual([]);
});
