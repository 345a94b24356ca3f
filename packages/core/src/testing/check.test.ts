import { expect, test } from "vitest";

import { check, equal, printed, takesAtMost } from "./check.ts";

test("a broken rule is an error with the rule's words, and a kept one none", () => {
  expect(() => check(false, "it is broken")).toThrow("it is broken");
  expect(() => check(true, "it is broken")).not.toThrow();
  expect(() => equal("a", "b", "the value")).toThrow("the value is not what the contract says");
  expect(() => equal("a", "a", "the value")).not.toThrow();
});

test("work that takes too long is a broken rule, and its result comes through otherwise", async () => {
  const busy = async () => {
    // By the processor's time: on a busy machine it has only a part of the clock's.
    const before = process.cpuUsage();
    while (process.cpuUsage(before).user < 60_000);
    return "done";
  };
  await expect(takesAtMost(20, "a call", busy)).rejects.toThrow(/^after a call it took \d+ ms, not 20$/);
  expect(await takesAtMost(10_000, "a call", busy)).toBe("done");
});

test("an error is printed in every form that could show a value", () => {
  const bare = (message: string, more: object = {}) => Object.assign(new Error(message), { stack: "at x" }, more);
  expect(printed(bare("in the message"))).toContain("in the message");
  expect(printed(bare("no", { stack: "in the stack" }))).toContain("in the stack");
  expect(printed(bare("no", { toJSON: () => "in its JSON" }))).toContain("in its JSON");
  const hidden = Object.defineProperty(bare("no"), "hidden", { value: "not enumerable", enumerable: false });
  expect(printed(hidden)).toContain("not enumerable");
  expect(printed(Object.defineProperty(bare("no"), "got", { get: () => "by a getter" }))).toContain("by a getter");
  expect(printed(bare("no", { a: { b: { c: { d: { e: "deep inside" } } } } }))).toContain("deep inside");
  expect(printed(bare("no", { cause: bare("no", { cause: bare("in a cause's cause") }) }))).toContain("in a cause's cause");
  expect(printed(bare("no", { cause: { a: { b: { c: { d: "in a cause that is none" } } } } }))).toContain("in a cause that is none");
}); // prettier-ignore
