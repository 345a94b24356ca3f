import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import * as adapter from "./adapter.ts";
import * as core from "./index.ts";

/** Each name that an entry exports, of types too. */
function namesIn(entry: string): { values: string[]; types: string[] } {
  const code = readFileSync(join(import.meta.dirname, entry), "utf8").replaceAll(/\/\/.*/g, "");
  const lists = [...code.matchAll(/export( type)? \{([^}]*)\}/g)];
  const names = lists.flatMap(([, allTypes, list = ""]) =>
    list
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => ({
        name: name.replace(/^type /, "").replace(/^.* as /, ""),
        isType: allTypes !== undefined || name.startsWith("type "),
      })),
  );
  const of = (isType: boolean) => names.filter((each) => each.isType === isType).map(({ name }) => name);
  return { values: of(false).sort(), types: of(true).sort() };
}

test("an application finds at most 30 values and 35 types", () => {
  const { values, types } = namesIn("index.ts");
  expect(Object.keys(core).sort()).toEqual(values);
  expect(values.length).toBeLessThanOrEqual(30);
  expect(types.length).toBeLessThanOrEqual(35);
  expect({ values, types }).toMatchSnapshot();
});

test("what an author of a source, a store or a package needs is in ./adapter", () => {
  const { values, types } = namesIn("adapter.ts");
  expect(Object.keys(adapter).sort()).toEqual(values);
  expect({ values, types }).toMatchSnapshot();
});
