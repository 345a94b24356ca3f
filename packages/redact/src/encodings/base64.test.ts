import { describe, expect, test } from "vitest";

import { base64Forms, urlSafe } from "./base64.ts";
import { formsOf } from "./forms.ts";

const texts = ["hunter2-and-more", "hunter2-and-more!", "hunter2-and-more!?", "ÿþ~~>>??", "ab"];

describe.each(texts.map((text, index) => [index, text] as const))("of text %i", (_, text) => {
  const bytes = Buffer.from(text);
  const { whole, aligned } = base64Forms(bytes);

  test("alone, it is written with its padding and without", () => {
    const written = bytes.toString("base64");
    expect([...whole].sort()).toEqual([...new Set([written, written.replace(/=+$/, "")])].sort());
  });

  test.each([0, 1, 2, 3, 4, 5])("a form stands in what is written of it behind %i bytes", (before) => {
    for (const fill of [0x00, 0x41, 0xff])
      for (const behind of [0, 1, 2, 3]) {
        const around = Buffer.concat([Buffer.alloc(before, fill), bytes, Buffer.alloc(behind, fill)]);
        const written = around.toString("base64");
        const found = [...whole, ...aligned].filter((form) => written.includes(form));
        // All of its digits that no neighbour has a part in.
        const own = Math.floor(((before + bytes.length) * 8) / 6) - Math.ceil((before * 8) / 6);
        expect([before, behind, Math.max(...found.map(({ length }) => length)) >= own]).toEqual([before, behind, true]);
      }
  }); // prettier-ignore

  test("no form has a digit that a neighbour has a part in", () => {
    for (const form of aligned) {
      const stands = [0, 1, 2].some((before) =>
        [0x00, 0xff].every((fill) =>
          [0, 3].some((behind) =>
            Buffer.concat([Buffer.alloc(before, fill), bytes, Buffer.alloc(behind, fill)])
              .toString("base64")
              .includes(form),
          ),
        ),
      );
      expect(stands).toBe(true);
    }
  });

  test("behind other bytes it is known to its very end", () => {
    for (const before of [1, 2]) {
      const written = Buffer.concat([Buffer.alloc(before, "u"), bytes]).toString("base64");
      const ends = [...whole, ...aligned].filter((form) => written.endsWith(form));
      expect(ends.length).toBeGreaterThan(0);
      expect([...whole, ...aligned].some((form) => written.replace(/=+$/, "").endsWith(form))).toBe(true);
    }
  });
});

test("what URLs and JWTs have other characters for is a form of its own", () => {
  expect(urlSafe("ab+/cd+/")).toEqual(["ab+/cd+/", "ab-_cd-_"]);
  expect(urlSafe("ab+c")).toEqual(["ab+c", "ab-c"]);
  expect(urlSafe("ab/c")).toEqual(["ab/c", "ab_c"]);
  expect(urlSafe("abcd")).toEqual(["abcd"]);
});

test("what JSON writes otherwise is known in base64 too", () => {
  const written = Buffer.from(`{"v":"a \\"quoted\\" one"}`).toString("base64");
  expect(formsOf('a "quoted" one').aligned.some((form) => written.includes(form))).toBe(true);
  expect(formsOf("plain text").aligned).toHaveLength(new Set(formsOf("plain text").aligned).size);
});
