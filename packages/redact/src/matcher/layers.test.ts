import { Secret } from "@confide/core";
import { afterEach, describe, expect, test, vi } from "vitest";

import { redactor } from "../index.ts";
import * as short from "../secrets/short.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const value = (index: number) => `välue-of-its-own-${index}.`;

/** Each is used after it was added, as a program does that loads one secret after the other. */
function grown(count: number) {
  const redacting = redactor([]);
  for (let index = 0; index < count; index++) {
    redacting.add(new Secret(value(index), `name ${index}`));
    redacting.redact("used");
  }
  return redacting;
}

describe("what was added one by one", () => {
  test("is found in texts, bytes and pieces, by its name", () => {
    const { redact, redactBytes, chunks: pieces } = grown(70);
    for (const index of [0, 1, 2, 33, 63, 64, 68, 69]) {
      const text = `a ${value(index)} b`;
      expect(redact(text)).toBe(`a [secret name ${index}] b`);
      expect(Buffer.from(redactBytes(Buffer.from(text))).toString()).toBe(`a [secret name ${index}] b`);
      for (let cut = 0; cut <= text.length; cut++) {
        const { push, end } = pieces();
        expect([push(text.slice(0, cut)), push(text.slice(cut)), end()].join("")).toBe(`a [secret name ${index}] b`);
      }
    }
  }); // prettier-ignore

  test("stays found when it is looked at often", () => {
    const { redact } = grown(9);
    for (let times = 0; times < 30; times++)
      expect(redact(value(times % 9))).toBe(`[secret name ${times % 9}]`);
  });

  test("is one with what it overlaps, and the first named of two that are the same", () => {
    const redacting = redactor([new Secret("abcdefgh", "a"), new Secret("12345678", "filler")]);
    redacting.redact("used");
    redacting.add(new Secret("fghijklm", "b"));
    expect(redacting.redact("abcdefghijklm")).toBe("[secret a]");
    redacting.add(new Secret("abcdefgh", "c"));
    expect(redacting.redact("abcdefgh")).toBe("[secret a]");
  });

  test("isn't shown by a name that was there before, nor by its own", () => {
    const redacting = redactor([new Secret("other-value", "a name-of-it"), new Secret("12345678", "filler")]);
    redacting.redact("used");
    redacting.add(new Secret("name-of-it", "b"));
    expect(redacting.redact("other-value")).toBe("[secret]");
    redacting.add(new Secret("third-value", "has 12345678 in it"));
    expect(redacting.redact("third-value")).toBe("[secret]");
  });
});

test("each is made ready no more often than their number doubles", () => {
  const made = vi.spyOn(short, "isShort");
  grown(1);
  const once = made.mock.calls.length;
  made.mockClear();
  grown(256);
  // Once for each doubling, and once more for the warning; 256 times as often if all were made anew.
  expect(made.mock.calls.length).toBeLessThan(256 * once * 10);
});
