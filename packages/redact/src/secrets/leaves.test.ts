import { expect, test } from "vitest";

import { leavesOf } from "./leaves.ts";

test("the texts of any depth, also of more entries than a call takes as arguments", () => {
  const many = new Map(Array.from({ length: 300_000 }, (_, index) => [index, "short"]));
  expect(leavesOf({ many })).toHaveLength(200_000);
  expect(leavesOf(new Set([["abcdef"], { key: "ghijkl" }, "mno"])).toSorted()).toEqual(["abcdef", "ghijkl"]);
});
