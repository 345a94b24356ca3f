import { createHash, createHmac } from "node:crypto";

import fc from "fast-check";
import { expect, test } from "vitest";

import { quoteIdentifier } from "./identifier.ts";
import { scramVerifier } from "./scram-verifier.ts";

test("verifies the exchange that RFC 7677 shows", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const verifier = scramVerifier("pencil", salt);
  const [, stored = "", server = ""] = /^SCRAM-SHA-256\$4096:[^$]+\$([^:]+):(.+)$/.exec(verifier) ?? [];
  const message =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const signature = createHmac("sha256", Buffer.from(server, "base64")).update(message).digest("base64");
  expect(signature).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  // The client's proof, taken off its signature, is the key of which the server keeps the hash.
  const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
  const mask = createHmac("sha256", Buffer.from(stored, "base64")).update(message).digest();
  const clientKey = proof.map((byte, index) => byte ^ (mask[index] ?? 0));
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(stored);
});

test("has another salt each time, and no character that a statement would have to quote", () => {
  expect(scramVerifier("a")).not.toBe(scramVerifier("a"));
  expect(scramVerifier("a' --")).toMatch(/^[\w$:+/=-]+$/);
});

test.each(["", "é", "a\nb", "\u0000"])("refuses %j, which would have to be prepared", (password) => {
  expect(() => scramVerifier(password)).toThrow("printable ASCII");
});

test("a quoted name is one name, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 15 }), (name) => {
      fc.pre(!name.includes("\0"));
      const quoted = quoteIdentifier(name);
      expect(quoted.slice(1, -1).replaceAll('""', "")).not.toContain('"');
      expect(quoted.slice(1, -1).replaceAll('""', '"')).toBe(name);
    }),
  );
  for (const wrong of ["", "a\0b", "x".repeat(64)])
    expect(() => quoteIdentifier(wrong)).toThrow("1 to 63 bytes");
});
