import { expect, test } from "vitest";
import * as z from "zod";

import { loadConfigSync } from "./load.ts";
import { memory } from "../sources/memory.ts";

const values = { host: "db", group: { known: 1, other: 2 }, more: true };

test("a loose object is given unknown names beside its settings", () => {
  const schema = z.looseObject({ host: z.string(), group: z.looseObject({ known: z.number() }) });
  expect(loadConfigSync({ schema, sources: [memory(values)] })).toEqual(values);
});

test("a catchall judges unknown names", () => {
  const schema = z.object({ host: z.string() }).catchall(z.boolean());
  const load = () => loadConfigSync({ schema, sources: [memory({ host: "db", more: true, wrong: "text" })] });
  expect(load).toThrow("expected a boolean, got text");
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
