import { describe, expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "./load.ts";
import { Secret } from "../secret/secret.ts";
import { memory } from "../sources/memory.ts";

const values = { host: "db", group: { known: 1, other: 2 }, more: true };

test("a loose object is given unknown names beside its settings", () => {
  const schema = z.looseObject({ host: z.string(), group: z.looseObject({ known: z.number() }) });
  expect(loadConfigSync({ schema, sources: [memory(values)] })).toEqual(values);
});

test("a catchall judges unknown names", () => {
  const schema = z.object({ host: z.string() }).catchall(z.boolean());
  const load = () => loadConfigSync({ schema, sources: [memory({ host: "db", more: true, wrong: "text" })] });
  expect(load).toThrow("expected a boolean, got a string");
});

test("a string under a name that a catchall takes is decoded, as a setting's is", () => {
  const loaded = (of: z.ZodType, value: object) =>
    loadConfigSync({ schema: z.object({ g: of }), sources: [memory({ g: value })] });
  const [shape, text] = [{ a: z.number() }, { a: "1", b: "2" }];
  const open = z.object(shape).catchall(z.number());
  expect(loaded(open, text)).toEqual({ g: { a: 1, b: 2 } });
  expect(loaded(open.optional(), text)).toEqual({ g: { a: 1, b: 2 } });
  expect(loaded(z.intersection(open, open), text)).toEqual({ g: { a: 1, b: 2 } });
  expect(loaded(z.union([open, z.object({ c: z.string() })]), text)).toEqual({ g: { a: 1, b: 2 } });
  expect(loaded(z.object(shape).catchall(z.array(z.boolean())), { a: 1, b: "yes,no" })).toEqual({
    g: { a: 1, b: [true, false] },
  });
  expect(loaded(z.looseObject(shape), text)).toEqual({ g: { a: 1, b: "2" } });
});

test("a Secret under such a name is not opened for what is no secret", () => {
  const hidden = { g: { b: new Secret("hunter2") } };
  const load = (rest: z.ZodType) =>
    loadConfigSync({
      schema: z.object({ g: z.object({ a: z.string().optional() }).catchall(rest) }),
      sources: [memory(hidden)],
    });
  expect(() => load(z.string())).toThrow("expected a string");
  expect(() => load(z.array(z.string()))).toThrow("expected a list");
});

test("a strict object refuses unknown names, wherever it stands", () => {
  const schema = z.object({ host: z.string(), group: z.strictObject({ known: z.number() }) });
  const load = () => loadConfigSync({ schema, sources: [memory(values)] });
  expect(load).toThrow(/^ {2}group +unknown name other/m);
});

test("a strict branch of a union refuses unknown names", () => {
  const branches = [
    z.strictObject({ kind: z.literal("a"), one: z.string() }),
    z.strictObject({ kind: z.literal("b") }),
  ] as const;
  const schema = z.object({ group: z.discriminatedUnion("kind", branches) });
  const load = (group: object) => loadConfigSync({ schema, sources: [memory({ group })] });
  expect(load({ kind: "a", one: "1" })).toEqual({ group: { kind: "a", one: "1" } });
  expect(() => load({ kind: "a", one: "1", other: 2 })).toThrow("unknown name other");
});

describe("a name that may be a part of a value is not printed", () => {
  const PASSWORD = "Zq7!xV9#made-up";
  const KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIB";
  const strict = z.strictObject({ port: z.string(), group: z.strictObject({ a: z.string() }) });

  function messageOf(value: object, schema: z.ZodType = strict): string {
    const config = { port: "1", group: { a: "1" }, ...value };
    const definition = { schema, sources: [memory(config)] };
    try {
      loadConfigSync(definition);
    } catch (error) {
      return String(error);
    }
    return "";
  }

  test.each([
    ["at the top", (name: string) => ({ [name]: "x" })],
    ["in a group", (name: string) => ({ group: { a: "1", [name]: "x" } })],
  ])("%s of a strict object", (_, valueWith) => {
    for (const name of [PASSWORD, KEY_LINE, "user:pass@host"]) {
      expect(messageOf(valueWith(name))).not.toContain(name.slice(0, 6));
      expect(messageOf(valueWith(name))).toContain("unknown name, not shown: it may be a part of a value");
    }
    expect(messageOf(valueWith("poolSize"))).toContain("unknown name poolSize");
  });

  test("beside names that are", () => {
    expect(messageOf({ group: { a: "1", poolSize: 1, [PASSWORD]: 1 } })).toContain(
      "unknown names poolSize and 1 not shown: it may be a part of a value",
    );
    expect(messageOf({ group: { a: "1", poolSize: 1, [PASSWORD]: 1, [KEY_LINE]: 1 } })).toContain(
      "unknown names poolSize and 2 not shown: they may be parts of values",
    );
    expect(messageOf({ group: { a: "1", [PASSWORD]: 1, [KEY_LINE]: 1 } })).toContain(
      "unknown names, not shown: they may be parts of values",
    );
  });

  test("in a strict branch of a union, and in an intersection", () => {
    const branch = (kind: string) => z.strictObject({ kind: z.literal(kind), a: z.string() });
    const group = z.discriminatedUnion("kind", [branch("a"), branch("b")]);
    const schema = z.object({ port: z.string(), group });
    expect(messageOf({ group: { kind: "a", a: "1", [PASSWORD]: 1 } }, schema)).toMatch(
      /^(?![^]*Zq7!)[^]*not shown/,
    );
  });
});
