import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { bech32Key } from "./bech32.ts";
import { fileKeyIn } from "./x25519.ts";

let mine: string;
let others: string;
let header: Uint8Array;

beforeAll(async () => {
  [mine, others] = [await generateX25519Identity(), await generateX25519Identity()];
  header = await headerFor(others, mine);
});

/** Of a file that the library has encrypted to these. */
async function headerFor(...identities: string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const identity of identities) encrypter.addRecipient(await identityToRecipient(identity));
  const file = await encrypter.encrypt("text");
  const [found = ""] = /^.*?\n--- [^\n]*\n/s.exec(Buffer.from(file).toString("latin1")) ?? [];
  return file.subarray(0, found.length);
}

async function byLibrary(of: Uint8Array, identity: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decryptHeader(of);
}

describe("the key of a file", () => {
  test("is the one that the library finds, for each of its recipients", async () => {
    for (const identity of [mine, others])
      expect(fileKeyIn(header, [identity])).toEqual(await byLibrary(header, identity));
  });

  test("is found by any line of a key file", async () => {
    const strangers = await generateX25519Identity();
    expect(fileKeyIn(header, [strangers, mine])).toEqual(await byLibrary(header, mine));
  });

  test("is left to the library with another's key, and with a key of another kind", async () => {
    expect(fileKeyIn(header, [await generateX25519Identity()])).toBeUndefined();
    expect(fileKeyIn(header, ["AGE-SECRET-KEY-PQ-1QQQQ", mine])).toBeUndefined();
    expect(fileKeyIn(header, [])).toBeUndefined();
  });

  test("is never given for a header of which anything was changed", () => {
    for (const at of header.keys())
      for (const bit of [0, 1, 3, 5]) {
        const changed = Uint8Array.from(header);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(fileKeyIn(changed, [mine])).toBeUndefined();
      }
  });

  test("is never given for a header that was cut short or went on", () => {
    expect(fileKeyIn(header.subarray(0, -1), [mine])).toBeUndefined();
    expect(fileKeyIn(Buffer.concat([header, Buffer.from("\n")]), [mine])).toBeUndefined();
  });
});

describe("a header that age refuses", () => {
  const LOW_ORDER = `-> X25519 ${"A".repeat(43)}\n${"A".repeat(43)}\n`;

  /** The header with this before its stanzas, and a last line that vouches for it. */
  async function headerWith(stanza: string): Promise<Uint8Array> {
    const { hkdfSync, createHmac } = await import("node:crypto");
    const fileKey = await byLibrary(header, mine);
    const text = Buffer.from(header).toString("latin1");
    const signed = text.replace("v1\n", `v1\n${stanza}`).replace(/(\n---) .*\n$/s, "$1");
    const key = new Uint8Array(hkdfSync("sha256", fileKey, "", "header", 32));
    const mac = createHmac("sha256", key).update(signed).digest("base64").slice(0, 43);
    return Buffer.from(`${signed} ${mac}\n`);
  }

  test("is made well by this test", async () => {
    expect(fileKeyIn(await headerWith(""), [mine])).toEqual(await byLibrary(header, mine));
  });

  test("for a share of low order is left to the library, though a right one follows", async () => {
    const refused = await headerWith(LOW_ORDER);
    expect(fileKeyIn(refused, [mine])).toBeUndefined();
    await expect(byLibrary(refused, mine)).rejects.toBeInstanceOf(Error);
  });

  test("for another text of the same bytes is left to the library", async () => {
    for (const line of [1, 2]) {
      const lines = Buffer.from(await headerWith(LOW_ORDER))
        .toString("latin1")
        .split("\n");
      lines[line] = (lines[line] ?? "").replace(/A$/, "B");
      const refused = await headerWith(`${lines[1]}\n${lines[2]}\n`);
      expect(fileKeyIn(refused, [mine])).toBeUndefined();
      await expect(byLibrary(refused, mine)).rejects.toBeInstanceOf(Error);
    }
  });
});

describe("a key's text", () => {
  const prefix = "AGE-SECRET-KEY-";

  test("is read in either case, not in both", () => {
    expect(bech32Key(mine, prefix)).toHaveLength(32);
    expect(bech32Key(mine.toLowerCase(), prefix)).toEqual(bech32Key(mine, prefix));
    expect(bech32Key(prefix.toLowerCase() + mine.slice(prefix.length), prefix)).toBeUndefined();
  });

  test("is refused with any other letter in it", () => {
    const letters = fc.constantFrom(...Array.from("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LB1"));
    fc.assert(
      fc.property(fc.integer({ min: prefix.length + 1, max: mine.length - 1 }), letters, (at, letter) => {
        fc.pre(mine[at] !== letter);
        expect(bech32Key(mine.slice(0, at) + letter + mine.slice(at + 1), prefix)).toBeUndefined();
      }),
    );
    expect(bech32Key(mine.slice(0, -1), prefix)).toBeUndefined();
  });
});
