import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { seenIn, sinksThatShow, writtenOf } from "./search.ts";
import { sinks } from "./sinks.ts";
import { type Value, values } from "./values.ts";
import { inWorld } from "./world.ts";

// A search that finds nothing is no proof unless it finds what is there.

const forms: Readonly<Record<string, (value: string) => string>> = {
  plain: (it) => `x ${it} y`,
  JSON: (it) => JSON.stringify({ it }),
  "percent signs": (it) => `https://a.example/?v=${encodeURIComponent(it.toWellFormed())}`,
  hexadecimal: (it) => Buffer.from(it).toString("hex"),
  base64: (it) => Buffer.from(it).toString("base64"),
  "base64 of more": (it) => Buffer.from(`a${it}`).toString("base64"),
  "base64 of still more": (it) => Buffer.from(`ab${it}b`).toString("base64url"),
  "an inspected buffer": (it) => inspect(Buffer.from(it), { maxArrayLength: null }),
  "inspected bytes": (it) =>
    inspect(Uint8Array.from(Buffer.from(it)), { maxArrayLength: null, breakLength: Infinity }),
};

function shows(value: Value, text: string): boolean {
  return sinksThatShow(value, [["text", text]]).length > 0;
}

describe.each(Object.entries(values))("a value of the kind %s is found", (_, value) => {
  test.each(Object.entries(forms).filter(([form]) => !form.startsWith("base64") || value.hidden.length > 6))(
    "as %s",
    (_form, write) => {
      const written = write(value.hidden);
      expect(shows(value, written)).toBe(true);
    },
  );

  test("in part", () => {
    const start = Array.from(value.hidden)
      .slice(0, Math.max(6, value.hidden.length / 2))
      .join("");
    expect(shows(value, `x ${start} y`)).toBe(true);
  });

  test("and isn't where it isn't", () => {
    const ordinary = JSON.stringify(Object.entries(process.versions)) + new Error("can't be read").stack;
    expect(shows(value, ordinary)).toBe(false);
  });
});

const CANARY = "QXVWZKHJRNTSPLMDGFBC";
const seen = { value: CANARY, hidden: CANARY };

test.each(Object.keys(sinks).filter((name) => name !== "its properties"))(
  "%s shows an error's message",
  async (sink) => {
    const thing =
      sink === "JSON" || sink === "format as JSON" || sink === "all properties as JSON" || sink === "a copy"
        ? { message: CANARY }
        : new Error(CANARY);
    expect(sinksThatShow(seen, writtenOf([thing], [sink]))).toEqual([sink]);
  },
);

test.each(["an event", "a warning", "the output", "a file"])("%s is seen", async (place) => {
  await inWorld(async (world) => {
    await leave[place]?.(world.folder);
    expect(sinksThatShow(seen, seenIn(world))).toContain(place);
  });
});

const leave: Readonly<Record<string, (folder: string) => unknown>> = {
  "an event": async () =>
    (await import("node:diagnostics_channel")).channel("confide:warning").publish({ a: CANARY }),
  "a warning": async () => {
    process.emitWarning(new Error(CANARY));
    await new Promise(setImmediate);
  },
  "the output": () => console.log({ a: CANARY }),
  "a file": async (folder) => (await import("node:fs")).writeFileSync(`${folder}/left.tmp`, CANARY),
};
