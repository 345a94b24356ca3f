import { Secret } from "@confide/core";
import { afterEach, describe, expect, test, vi } from "vitest";

import { Matcher } from "../matcher/matcher.ts";
import { redactor } from "../index.ts";

const redacting = redactor([new Secret("made-up-and-long", "s")], { knownFormats: true });

/** Texts whose ends may become a match for as long as they go on. */
const TEXTS: Readonly<Record<string, string>> = {
  "a header": `authorization: ${"k ".repeat(1900)}\nnext `,
  "a cookie": `cookie: ${"ab=cd; ".repeat(500)}\nnext `,
  "a value in double quotes": `password="${"k ".repeat(1900)}" next `,
  "a value in single quotes": `password = '${"k ".repeat(1900)}' next `,
  "a value of escapes": `"password":"${String.raw`\n\"`.repeat(900)}" next `,
  "a value in JSON in JSON": String.raw`"{\"password\":\"${"k ".repeat(1900)}\"}" next `,
  "a value without quotes": `password=${"k".repeat(3900)} next `,
  "a token behind its scheme": `bearer ${"k1".repeat(1900)} next `,
  "a private key": `-----BEGIN RSA PRIVATE KEY-----\n${`${"k".repeat(64)}\n`.repeat(200)}-----END RSA PRIVATE KEY-----\nnext `,
  "a JWT": `eyJ${"k".repeat(1500)}.${"k".repeat(8000)}.${"k".repeat(1000)} next `,
  "what only begins as a JWT": `eyJ${"k".repeat(3000)} next `,
  "a URL without a password": `https://${"k".repeat(1200)} next `,
  "a header without an end": `authorization: ${"k ".repeat(9000)}`,
  "a value in quotes without an end": `password="${"k ".repeat(9000)}`,
  "a value without an end": `password=${"k".repeat(20_000)}`,
  "a value longer than what is held": `password="${"k ".repeat(9000)}" and made-up-and-long`,
  "a value of escapes longer than that": `"password":"${String.raw`\n\"`.repeat(5000)}" and password=hunter2`,
  "a known value at its end": `password=${"k".repeat(9000)}made-up-and-long and more`,
  "a known value across its end": `password='${"k".repeat(9000)}made-up'-and-long made-up-and-long`,
  "a cookie longer than that": `set-cookie: ${"ab=cd; ".repeat(3000)}\npassword=hunter2 next`,
}; // prettier-ignore

const inPieces = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );

/** A value of which the beginning has been written is named by what was known of it then. */
const labelled = (text: string) => text.replaceAll(/\[(?:secret s|redacted value)\]/g, "[…]");

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(Object.entries(TEXTS))("%s", (_, text) => {
  test("comes out of pieces as it does of the whole text", () => {
    for (const size of [1, 7, 64, 5000]) {
      const { push, end } = redacting.chunks();
      expect(labelled([...inPieces(text, size).map(push), end()].join(""))).toBe(labelled(redacting.redact(text)));
    }
  });

  test("costs by what is new: nothing is looked through again and again", () => {
    const scan = vi.spyOn(Matcher.prototype, "scan");
    const { push } = redacting.chunks();
    for (const piece of inPieces(text, 64)) push(piece);
    const looked = scan.mock.calls.reduce((sum, [each]) => sum + each.length, 0);
    expect(looked).toBeLessThan(5 * text.length);
  });
}); // prettier-ignore

test("formats are looked for once a piece", () => {
  const { push } = redacting.chunks();
  const find = vi.spyOn(Matcher.prototype, "find");
  push("a text in which nothing is ");
  expect(find).toHaveBeenCalledTimes(1);
});

test("what goes on is held back no longer than it may become a match", () => {
  const { push } = redacting.chunks();
  expect(push(`see https://${"k".repeat(100)}`)).toBe("see http");
  expect(push("k".repeat(64))).toBe("");
  expect(push("/path ")).toBe(`s://${"k".repeat(164)}/path `);
});
