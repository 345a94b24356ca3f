import { expect, test } from "vitest";

import { type Line, linesOf } from "./lines.ts";

async function* chunked(text: string, size: number) {
  // One buffer for all, as a reader of files has.
  const buffer = new Uint8Array(size);
  for (let at = 0; at < text.length; at += size) {
    const part = Buffer.from(text.slice(at, at + size));
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

async function linesIn(text: string, size: number, mostBytes = 10) {
  const lines: Line[] = await Array.fromAsync(linesOf(chunked(text, size), mostBytes));
  return lines.map(({ bytes, ...what }) => [Buffer.from(bytes).toString(), what] as const);
}

test.each([1, 2, 3, 5, 100])("lines come out of chunks of %i bytes", async (size) => {
  expect(await linesIn("one\n\nthree\n", size)).toEqual([["one", {}], ["", {}], ["three", {}]]);
  expect(await linesIn("one\ntwo", size)).toEqual([["one", {}], ["two", { isCut: true }]]);
  expect(await linesIn("", size)).toEqual([]);
}); // prettier-ignore

test.each([1, 3, 7])("of a line that is too long only its beginning is kept: chunks of %i", async (size) => {
  const [[fits, asItIs] = [], [first, long] = [], [next] = []] = await linesIn(
    `${"a".repeat(10)}\n${"b".repeat(1000)}\nnext\n`,
    size,
  );
  expect([fits, asItIs]).toEqual(["a".repeat(10), {}]);
  expect(long).toEqual({ isTooLong: true });
  expect(first).toMatch(/^b{11,24}$/);
  expect(next).toBe("next");
});
