import { expect, test } from "vitest";

import { byteForms } from "./byte-lists.ts";

test("bytes as digits, with and without something between them, and as numbers", () => {
  expect(byteForms(Buffer.from([0, 10, 255]))).toEqual([
    "000aff",
    "000AFF",
    "00 0a ff",
    "00:0a:ff",
    "00 0A FF",
    "00:0A:FF",
    "00-0A-FF",
    "0,10,255",
    "0, 10, 255",
    "0 10 255",
  ]);
  expect(byteForms(Buffer.from([171]))).toEqual(["ab", "AB", "ab", "ab", "AB", "AB", "AB", "171", "171", "171"]);
}); // prettier-ignore

test("no bytes have no form", () => {
  expect(byteForms(Buffer.alloc(0))).toEqual([]);
});

test("of more than 50 bytes the first 50 are a form, as Node prints a Buffer", () => {
  expect(byteForms(Buffer.alloc(50, 1))).toHaveLength(10);
  expect(byteForms(Buffer.alloc(51, 1)).at(-1)).toBe(Array.from({ length: 50 }, () => "01").join(" "));
});
