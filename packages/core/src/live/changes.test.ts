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

test("values are the same by content, Secrets too", () => {
  const key = () => createPrivateKey(PEM);
  const PEM = pem();
  expect(sameValue(key(), key())).toBe(true);
  expect(sameValue(key(), createPrivateKey(pem()))).toBe(false);
});
