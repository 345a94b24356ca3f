import fc from "fast-check";
import { expect, test } from "vitest";

import { spanOf } from "./json-property.ts";

const found = (json: string, ...property: string[]) => {
  const span = spanOf(json, property);
  return span && json.slice(span.start, span.end);
};

test.each<[json: string, property: string[], value: string | undefined]>([
  ['{"a":"one","b":"two"}', ["b"], '"two"'],
  ['{ "a" : "one" ,\n\t"b" : 12345678901234567890 }', ["b"], "12345678901234567890"],
  ['{"a":{"b":{"c":"deep"}},"c":"top"}', ["a", "b", "c"], '"deep"'],
  ['{"a":{"b":"within"},"b":"top"}', ["b"], '"top"'],
  ['{"a":{"b":1}}', ["a"], '{"b":1}'],
  ['{"a":[1,{"b":"of a list"}],"b":"top"}', ["b"], '"top"'],
  ['{"a":"first","a":"last"}', ["a"], '"last"'],
  [String.raw`{"a\"b":"x, \"y\": {}","c":"three"}`, ["c"], '"three"'],
  [String.raw`{"\u0061":"escaped"}`, ["a"], '"escaped"'],
  ['{"a":true,"b":null,"c":-1.50e2}', ["c"], "-1.50e2"],
  ['{"a":{},"b":[],"c":"three"}', ["c"], '"three"'],
  ['{"a":"one"}', ["b"], undefined],
  ['[{"a":"one"}]', ["a"], undefined],
  ['"a"', ["a"], undefined],
])("in %j the value at %j", (json, property, value) => {
  expect(found(json, ...property)).toBe(value);
});

const names = fc.constantFrom("a", "b", 'say "b"', "{", ",", "10", "2", "é");
const objects = fc.object({
  key: names,
  maxDepth: 3,
  values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null)],
});

test("another string at a property's place is another value there, and nowhere else", () => {
  fc.assert(
    fc.property(
      objects,
      names,
      names,
      fc.string(),
      fc.constantFrom(0, 2),
      (object, outer, name, text, indent) => {
        const others = object as object;
        const holding = (value: string) => ({ ...others, [outer]: { ...others, [name]: value } });
        const json = JSON.stringify(holding("old"), undefined, indent);
        const { start, end } = spanOf(json, [outer, name]) ?? { start: 0, end: 0 };
        const changed: unknown = JSON.parse(json.slice(0, start) + JSON.stringify(text) + json.slice(end));
        expect(changed).toEqual(JSON.parse(JSON.stringify(holding(text))));
      },
    ),
  );
});
