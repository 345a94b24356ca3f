import { expect, test } from "vitest";

import { isShort } from "./short.ts";

const COMMON =
  "true false null undefined admin administrator root user username guest test testing password passwd secret token " +
  "default example localhost postgres postgresql mysql redis mongodb rabbitmq production staging development database " +
  "changeme change-me public private service client server master application enabled disabled";

test.each(COMMON.split(" "))("%s is a common word, in any case", (word) => {
  expect([isShort(word), isShort(word.toUpperCase())]).toEqual([true, true]);
});

test("what has less than six characters is short, and nothing else is", () => {
  expect(["", "abcde", "abcdef", "passwords", "admins1"].map(isShort)).toEqual([true, true, false, false, false]);
}); // prettier-ignore
