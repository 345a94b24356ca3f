import * as z from "zod";

import { secret } from "../src/schema/secret-schema.ts";

/** Settings that take anything: what the attacks on sources and stores load. */
export function settingsOf(names: readonly string[]): z.ZodObject {
  return z.object(Object.fromEntries(names.map((name) => [name, secret(z.string())])));
}

/** What a schema throws or rejects with. */
export const schemasThatThrow: Readonly<Record<string, (thrown: unknown) => z.ZodType>> = {
  transform: (thrown) => z.string().transform(() => raise(thrown)),
  refinement: (thrown) => z.string().refine(() => raise(thrown)),
  preprocess: (thrown) => z.preprocess(() => raise(thrown), z.string()),
  "an error function": (thrown) => z.string().max(1, { error: () => raise(thrown) }),
  catch: (thrown) =>
    z
      .string()
      .max(1)
      .catch(() => raise(thrown)),
  default: (thrown) => z.string().default(() => raise(thrown)),
  "lazy schema": (thrown) => z.lazy(() => raise(thrown)),
};

/** Each kind of check, as one that refuses nearly everything. */
export const schemasThatRefuse: Readonly<Record<string, () => z.ZodType>> = {
  min: () => z.string().min(100_000),
  max: () => z.string().max(1),
  length: () => z.string().length(1),
  regex: () => z.string().regex(/^never$/),
  startsWith: () => z.string().startsWith("never"),
  endsWith: () => z.string().endsWith("never"),
  includes: () => z.string().includes("never"),
  lowercase: () => z.string().lowercase().length(1),
  email: () => z.email(),
  url: () => z.url({ hostname: /^never$/ }),
  uuid: () => z.uuid(),
  ipv4: () => z.ipv4(),
  base64: () => z.base64().max(1),
  jwt: () => z.jwt(),
  date: () => z.date().max(new Date(0)),
  datetime: () => z.iso.datetime(),
  number: () => z.number().min(1e300),
  int: () => z.int32().max(-2_000_000_000),
  "multiple of": () => z.number().multipleOf(1e250),
  bigint: () => z.bigint().max(-(10n ** 400n)),
  boolean: () => z.boolean(),
  stringbool: () => z.stringbool(),
  enum: () => z.enum(["never", "ever"]),
  literal: () => z.literal("never"),
  array: () => z.array(z.number()),
  tuple: () => z.tuple([z.number(), z.number()]),
  object: () => z.strictObject({ never: z.string() }),
  record: () => z.record(z.string(), z.number()),
  "JSON in text": () =>
    z
      .string()
      .transform((text) => JSON.parse(text) as unknown)
      .pipe(z.literal(1)),
  union: () => z.union([z.literal(1), z.email()]),
  "template literal": () => z.templateLiteral(["never-", z.number()]),
  instance: () => z.instanceof(URL),
  refine: () => z.string().refine(() => false, { error: ({ input }) => `got ${String(input)}` }),
  superRefine: () =>
    z
      .string()
      .superRefine((value, context) => context.addIssue({ code: "custom", message: value, path: [value] })),
  never: () => z.never(),
};

export function secretOf(schema: z.ZodType): z.ZodObject {
  return z.object({ key: secret(schema), list: z.array(secret(schema)).optional() });
}

/** A group of two secrets, and one that was marked as deprecated. */
export function groupOf(): z.ZodObject {
  return z.object({
    group: z.object({ key: secret(z.string()), deep: z.object({ key: secret(z.string()) }) }),
  });
}

export function deprecated(): z.ZodObject {
  return z.object({ key: secret(z.string()).meta({ deprecated: true }), kye: z.string().optional() });
}

function raise(thrown: unknown): never {
  throw thrown;
}
