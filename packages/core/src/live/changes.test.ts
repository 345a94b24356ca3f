import { createPrivateKey, generateKeyPairSync } from "node:crypto";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { load as loadQuietly } from "../load/load.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";
import { differences, sameValue } from "./changes.ts";

function pem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

class Client {
  readonly #key: string;
  constructor(key: string) {
    this.#key = key;
  }
  get size(): number {
    return this.#key.length;
  }
}

describe("a rotated value is seen to have changed where it comes out as", () => {
  test.each<[string, z.ZodType]>([
    ["a key", z.string().transform((text) => createPrivateKey(text))],
    ["a secret key", secret(z.string().transform((text) => createPrivateKey(text)))],
    ["keys in a list", z.tuple([z.string().transform((text) => createPrivateKey(text))])],
    ["bytes", z.string().transform((text) => new TextEncoder().encode(text).buffer)],
    ["an expression", z.string().transform((text) => new RegExp(text))],
    ["an instance of a class", z.string().transform((text) => new Client(text))],
    ["a function", z.string().transform((text) => () => text)],
    ["a promise in a Secret", secret(z.string().transform((text) => ({ later: Promise.resolve(text) })))],
  ])("%s", async (_, setting) => {
    const schema = z.object({ tls: setting });
    const load = (text: string) => {
      const value = setting instanceof z.ZodTuple ? [text] : text;
      return loadQuietly({ schema, sources: [memory({ tls: value })] }, {});
    };
    const [text, rotated] = [pem(), pem()];
    const before = await load(text);
    expect([...differences(before, await load(rotated)).changed.keys()]).toEqual(["tls"]);
    expect([...differences(before, await load(text)).changed.keys()]).toEqual([]);
  });
});

describe("only what the configuration holds counts as changed", () => {
  const strips = z.object({ db: z.object({ password: secret(z.string()), port: z.number().default(1) }) });
  const keeps = z.object({ db: z.looseObject({ password: secret(z.string()) }) });
  const beside = z.object({ ...strips.shape, rest: z.looseObject({}).optional() });
  const client = z.object({ ...beside.shape, make: z.string().transform((text) => () => text) });
  const moves = z.object({
    db: z.looseObject({ password: secret(z.string()) }).transform((db) => ({ names: Object.keys(db) })),
  });
  const choice = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), password: secret(z.string()), of: z.string() }),
    z.object({ kind: z.literal("b"), other: z.string() }),
  ]);
  const db = (properties: object) => ({ make: "x", db: JSON.stringify({ password: "1", ...properties }) });
  const kind = (properties: object) => ({ kind: "a", password: "1", of: "2", other: "3", ...properties });

  test.each<[string, z.ZodType, object, object, string[]]>([
    ["a property that is no setting", strips, db({ engine: "a" }), db({ engine: "b" }), []],
    ["one that comes", strips, db({}), db({ engine: "b" }), []],
    [
      "one that changes with a setting",
      strips,
      db({ engine: "a" }),
      db({ engine: "b", port: 2 }),
      ["db.port"],
    ],
    ["one beside a loose object", beside, db({ engine: "a" }), db({ engine: "b" }), []],
    [
      "one that changes with a setting, beside a loose object",
      beside,
      db({ engine: "a" }),
      db({ engine: "b", port: 2 }),
      ["db.port"],
    ],
    ["one beside a function", client, db({ engine: "a" }), db({ engine: "b" }), []],
    ["one of a loose object", keeps, db({ engine: "a" }), db({ engine: "b" }), ["db.engine"]],
    ["one that comes into a loose object", keeps, db({}), db({ engine: "b" }), ["db.engine"]],
    ["one whose name a transform keeps, and no value", moves, db({ engine: "a" }), db({ engine: "b" }), []],
    ["one that a transform keeps elsewhere", moves, db({ a: "1" }), db({ b: "1" }), ["db.a", "db.b"]],
    ["a setting of a branch that isn't chosen", choice, kind({}), kind({ other: "4" }), []],
    ["the same with one that is", choice, kind({}), kind({ other: "4", of: "5" }), ["of"]],
    ["another branch", choice, kind({}), { kind: "b", other: "3" }, ["kind", "of", "other", "password"]],
  ])("%s", async (_, schema, first, next, changed) => {
    const load = (values: object) => loadQuietly({ schema, sources: [memory({ ...values })] }, {});
    const found = differences(await load(first), await load(next)).changed;
    expect([...found.keys()].sort()).toEqual(changed);
  });
});

test("values are the same by content, Secrets too", () => {
  const key = () => createPrivateKey(PEM);
  const PEM = pem();
  expect(sameValue(key(), key())).toBe(true);
  expect(sameValue(key(), createPrivateKey(pem()))).toBe(false);
});
