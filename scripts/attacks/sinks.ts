import assert from "node:assert";
import { format, inspect } from "node:util";

import { sinks as coreSinks } from "../../packages/core/test/sinks.ts";

/** Texts that programs make of what they are given. A new sink is one line. */
export const sinks: Readonly<Record<string, (thing: unknown) => string>> = {
  ...coreSinks,
  "a template": (thing) => quietly(() => `${thing as string}`),
  "an error's own text": (thing) => quietly(() => Error.prototype.toString.call(thing)),
  "all properties as JSON": (thing) => quietly(() => JSON.stringify(thing, namesOf(thing))),
  "the chain of causes": (thing) =>
    causesOf(thing)
      .map((each) => format("%s %o", each, each))
      .join("\n"),
  "an assertion": (thing) => quietly(() => assert.deepStrictEqual(thing, { something: "else" })),
  "a rejected assertion": (thing) => quietly(() => assert.ifError(thing)),
  "a copy": (thing) => quietly(() => inspect({ ...(thing as object) }, { depth: Infinity })),
};

/** What is looked at in the fixed sample too. */
export const cheapSinks: readonly string[] = [
  "String",
  "JSON",
  "stack",
  "inspect everything",
  "the chain of causes",
];

/** What it says, or what it throws. */
function quietly(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.stack}` : "";
  }
}

function namesOf(thing: unknown): string[] {
  return typeof thing === "object" && thing !== null
    ? [...Object.getOwnPropertyNames(thing), "message", "stack", "cause", "name", "code", "problems"]
    : [];
}

function causesOf(thing: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = thing; each instanceof Error && chain.length < 10; each = each.cause) chain.push(each);
  return chain;
}
