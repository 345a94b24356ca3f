import fc from "fast-check";
import { expect, test } from "vitest";

import { formatRef, parseRef } from "./ref.ts";

test.each([
  ["prod/stripe", { name: "prod/stripe" }],
  [
    "prod/stripe?version=AWSPREVIOUS#/api/key",
    { name: "prod/stripe", version: "AWSPREVIOUS", property: ["api", "key"] },
  ],
  ["prod/stripe#apiKey", { name: "prod/stripe", property: ["apiKey"] }],
  ["a#/x~1y/~0z", { name: "a", property: ["x/y", "~z"] }],
  ["50%25%23", { name: "50%#" }],
  [
    "arn:aws:secretsmanager:eu-west-1:1:secret:a-AbCdEf",
    { name: "arn:aws:secretsmanager:eu-west-1:1:secret:a-AbCdEf" },
  ],
])("%s", (text, ref) => {
  expect(parseRef(text)).toEqual(ref);
  expect(parseRef(formatRef(ref))).toEqual(ref);
});

test.each([
  "",
  "#a",
  "?version=1",
  "a?",
  "a?version=",
  "a?v=1",
  "a?version=1&version=2",
  "a?version=1&x=2",
  "a#",
  "a#__proto__",
  "a#/x/constructor",
])("refuses %j", (text) => {
  expect(() => parseRef(text)).toThrow(expect.objectContaining({ reason: "invalid-ref" }));
});

test("any ref survives being written and read", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  const property = fc.array(
    text.filter((each) => !["__proto__", "constructor", "prototype"].includes(each)),
    { minLength: 1, maxLength: 3 },
  );
  const refs = fc.record({ name: text, version: text, property }, { requiredKeys: ["name"] });
  fc.assert(
    fc.property(refs, (ref) => {
      expect(parseRef(formatRef(ref))).toEqual(ref);
    }),
  );
});
