import { expect, test } from "vitest";

import { textOrBytes } from "./text-or-bytes.ts";

test("UTF-8 is a string, with its byte order mark", () => {
  expect(textOrBytes(new TextEncoder().encode("\uFEFFzażółć"))).toBe("\uFEFFzażółć");
  expect(textOrBytes(new Uint8Array())).toBe("");
});

test("anything else is a copy of the bytes", () => {
  const data = Uint8Array.from([0xff, 0xfe]);
  const bytes = textOrBytes(data);
  data.fill(0);
  expect(bytes).toEqual(Uint8Array.from([0xff, 0xfe]));
});
