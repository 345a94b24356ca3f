import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { CHAIN_START, begins, chained, entryOf } from "./entry.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url");
const first = chained('{"event":"open"}', CHAIN_START);
const second = chained('{"event":"read"}', first.link);
const lineOf = ({ line }: { readonly line: string }) => line.slice(0, -1);

test("an entry holds its number, what it is, the hash before it and its own", () => {
  const text = `{"n":1,"event":"open","prev":"${"0".repeat(43)}"`;
  expect(first.line).toBe(`${text},"hash":"${hashOf(text)}"}\n`);
  expect(first.link).toEqual({ number: 1, hash: hashOf(text) });
  expect(second.line).toContain(`{"n":2,"event":"read","prev":"${first.link.hash}"`);
});

test("it is read back, also out of a larger buffer", () => {
  const all = Buffer.from(`${first.line}${second.line}`);
  expect(entryOf(all.subarray(first.line.length, -1))).toEqual({
    ...second.link,
    before: first.link.hash,
    isIntact: true,
  });
  expect(entryOf(Buffer.from(lineOf(first))).before).toBe(CHAIN_START.hash);
});

describe("what was changed is not intact", () => {
  test.each([
    ["its text", lineOf(second).replace("read", "reed"), 2, first.link.hash],
    ["its number", lineOf(second).replace('"n":2', '"n":3'), 3, first.link.hash],
    ["its number, to none", lineOf(second).replace('"n":2', '"n":x'), Number.NaN, first.link.hash],
    ["the hash before it", lineOf(second).replace(first.link.hash, "A".repeat(43)), 2, "A".repeat(43)],
  ])("%s", (_, line, number, before) => {
    expect(entryOf(Buffer.from(line))).toEqual({ number, before, hash: second.link.hash, isIntact: false });
  });

  test.each(["", "text", '{"n":2}', `${lineOf(second)} `, lineOf(second).slice(0, -1)])("no hash of its own: %#", (line) => {
    expect(entryOf(Buffer.from(line))).toMatchObject({ before: "", hash: hashOf(line), isIntact: false });
  }); // prettier-ignore

  test("a number of no entry", () => {
    const zero = chained("{}", { number: -1, hash: CHAIN_START.hash });
    expect(entryOf(Buffer.from(lineOf(zero)))).toMatchObject({ number: 0, isIntact: false });
  });
});

test("a beginning of an entry is told from anything else, however little of it is there", () => {
  const line = '{"n":123456789012345,"event"\n';
  for (let end = 0; end <= line.length; end++) expect([end, begins(Buffer.from(line.slice(0, end)))]).toEqual([end, true]);
  for (const other of ["x", "{x", '{"x', '{"n"x', '{"n":x', '{"n":,', '{"n":1234567890123456', " {", "\n"])
    expect([other, begins(Buffer.from(other))]).toEqual([other, false]);
}); // prettier-ignore
