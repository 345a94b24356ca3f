import { tried } from "../util/tried.ts";

/** Programs without types hand over what they like; and schemas of zod 3 look the same to the eye. */
export function isSchema(value: unknown): boolean {
  return typeof value === "object" && value !== null && tried(() => "_zod" in value) === true;
}

/** A part of a schema that zod 4 didn't make. */
export class NotASchema extends Error {
  constructor(value: unknown) {
    super(
      isOfZod3(value)
        ? "is a schema of zod 3: import z from zod 4, for every part of the schema"
        : "is not a schema of zod 4",
    );
  }
}

export function isOfZod3(value: unknown): boolean {
  const typeName = tried(() => (value as { readonly _def: { readonly typeName: unknown } })._def.typeName);
  return typeof typeName === "string" && typeName.startsWith("Zod");
}

const HOLDERS = [
  "innerType",
  "element",
  "left",
  "right",
  "in",
  "out",
  "keyType",
  "valueType",
  "options",
  "items",
];
const MOST_STEPS = 20;

/**
 * What is wrong with a schema that threw when it was looked into: zod 4 looks into its parts itself, and throws a TypeError
 * of its own for one that it didn't make.
 */
export function otherPartOf(schema: unknown, steps = 0): NotASchema | undefined {
  if (!isSchema(schema)) return new NotASchema(schema);
  if (steps > MOST_STEPS) return undefined;
  const def = (schema as { readonly _zod: { readonly def: Readonly<Record<string, unknown>> } })._zod.def;
  for (const part of HOLDERS.flatMap((holder) => def[holder] ?? [])) {
    const found = otherPartOf(part, steps + 1);
    if (found) return found;
  }
  return undefined;
}
