import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";

import { SourceError } from "@confide/core/adapter";
import * as published from "cctv-age";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { keyOf, type KeyOptions } from "./key.ts";
import { contentOf } from "./seal.ts";
import { context } from "../test/fixture.ts";

/** One of the test vectors that age's author publishes for every implementation of the format. */
interface Vector {
  readonly name: string;
  readonly expect: string;
  readonly payload: string | undefined;
  readonly identities: readonly string[];
  readonly passphrases: readonly string[];
  readonly armored: boolean;
  readonly file: Uint8Array;
}

const vectors = Object.entries(published).map(([name, bytes]) => vectorOf(name, Buffer.from(bytes)));

function vectorOf(name: string, bytes: Buffer): Vector {
  const end = bytes.indexOf("\n\n");
  const lines = bytes.subarray(0, end).toString().split("\n");
  const all = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const body = bytes.subarray(end + 2);
  return {
    name,
    expect: all("expect")[0] ?? "",
    payload: all("payload")[0],
    identities: all("identity"),
    passphrases: all("passphrase"),
    armored: all("armored")[0] === "yes",
    file: all("compressed")[0] === "zlib" ? inflateSync(body) : body,
  };
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "confide-vectors-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each way in which a user could give what the vector holds; where it holds nothing, a key that opens nothing. */
function keysOf({ name, identities, passphrases }: Vector): KeyOptions[] {
  const keyFile = join(folder, `${name}.key`);
  if (identities.length > 0) writeFileSync(keyFile, `${identities.join("\n")}\n`);
  const keys = [
    ...(identities.length > 0 ? [{ keyFile }] : []),
    ...passphrases.map((passphrase) => ({ passphrase })),
  ];
  return keys.length > 0 ? keys : [{ passphrase: "none is needed" }];
}

async function outcomeOf({ file }: Vector, options: KeyOptions): Promise<object> {
  const key = await keyOf(options, context());
  return contentOf(file, key, "vector.age").then(
    (content) => ({ sha256: createHash("sha256").update(content).digest("hex") }),
    (error: unknown) =>
      error instanceof SourceError ? { reason: error.reason, message: error.message } : { error },
  );
}

function like(what: RegExp): string {
  return expect.stringMatching(what) as string;
}

function malformed(what: RegExp) {
  return { reason: "malformed", message: like(what) };
}

/** What age's suite calls an outcome, as a user of the store sees it. */
function expected({ expect: outcome, payload }: Vector): object {
  switch (outcome) {
    case "success":
      return { sha256: payload };
    case "no match":
      return { reason: "unauthenticated", message: like(/does not open/) };
    case "header failure":
      return malformed(
        /has a header that age's format does not allow|is no file of age's|is cut short|work factor/,
      );
    case "HMAC failure":
      return malformed(/its header was changed/);
    case "payload failure":
      return malformed(/was changed or damaged after|is cut short/);
    default:
      throw new Error(`${outcome} is no outcome that this test knows`);
  }
}

test("the whole suite is here", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(143);
  expect(vectors.filter(({ armored }) => armored).length).toBeGreaterThanOrEqual(33);
});

describe("a vector of age's binary format answers as the suite says", () => {
  test.for(vectors.filter(({ armored }) => !armored).map((vector) => [vector.name, vector] as const))(
    "%s",
    async ([, vector]) => {
      for (const key of keysOf(vector)) expect(await outcomeOf(vector, key)).toEqual(expected(vector));
    },
  );
});

// By design: a store is rewritten by each change, in the one form that it has. `age -d | age -e` makes an armored file binary.
describe("a vector of age's armor is refused, also where the armor is right", () => {
  test.for(vectors.filter(({ armored }) => armored).map((vector) => [vector.name, vector] as const))(
    "%s",
    async ([, vector]) => {
      for (const key of keysOf(vector))
        expect(await outcomeOf(vector, key)).toEqual(
          malformed(/is armored|is no file of age's binary format|is cut short/),
        );
    },
  );
  test("with what makes such a file binary", async () => {
    const vector = vectors.find(({ name }) => name === "armor_x25519");
    const [key] = vector ? keysOf(vector) : [];
    expect(vector && key && (await outcomeOf(vector, key))).toEqual(malformed(/is armored.*without -a/));
  });
});
