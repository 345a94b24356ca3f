import { createSecretKey } from "node:crypto";

import { expect, test } from "vitest";

import { KnownSecrets } from "./known-secrets.ts";

const ONE = "first-value-of-it";
const TWO = "second-value-of-it";

function known() {
  const options = { formats: undefined, keepOldMs: 1_000, clock: { now: () => nowMs }, onWarning: () => {} };
  let nowMs = 0;
  const held = new KnownSecrets(options);
  const replace = (value: unknown) => held.replace("it", [{ value, label: "[secret it]" }]);
  const shows = () => [ONE, TWO].filter((text) => held.matchers().text.redact(text) === text);
  return { replace, shows, pass: () => void (nowMs += 2_000) };
}

/** Contents that JSON can't tell apart. */
const HOLDERS: Readonly<Record<string, (text: string) => unknown>> = {
  "a Map": (text) => new Map([["key", text]]),
  "a Set": (text) => new Set([text]),
  "a Map in a list": (text) => [new Map([["key", text]])],
  "a Map with a part that JSON refuses": (text) =>
    new Map<string, unknown>([
      ["key", text],
      ["big", 1n],
    ]),
};

test.each(Object.entries(HOLDERS))("a new value in %s takes the old one's place", (_, holding) => {
  const at = known();
  at.replace(holding(ONE));
  expect(at.shows()).toEqual([TWO]);
  at.replace(holding(TWO));
  expect(at.shows()).toEqual([]);
  at.pass();
  expect(at.shows()).toEqual([ONE]);
});

test.each(Object.entries(HOLDERS))("the same content in another %s stays known", (_, holding) => {
  const at = known();
  at.replace(holding(ONE));
  at.replace(holding(ONE));
  at.pass();
  expect(at.shows()).toEqual([TWO]);
});

test("the order of properties is no difference, nor is the class of bytes", () => {
  const at = known();
  at.replace({ a: ONE, b: TWO });
  at.replace({ b: TWO, a: ONE });
  at.replace(Buffer.from(ONE));
  at.replace(Uint8Array.from(Buffer.from(ONE)));
  at.pass();
  expect(at.shows()).toEqual([TWO]);
});

test("keys of Node's are compared by their bytes", () => {
  const at = known();
  for (const text of [ONE, TWO]) at.replace([createSecretKey(Buffer.from(text)), text]);
  expect(at.shows()).toEqual([]);
});
