import * as z from "zod";

/** What must not show: of the text no piece of six characters, of the number no six digits. */
export interface Canary {
  readonly text: string;
  readonly number: number;
}

/** A schema that does its best to tell its input to whoever reads its errors. */
export interface Leaky {
  readonly schema: z.ZodType;
  /** A value that it refuses, and one that it takes; both hold the canary. */
  readonly bad: unknown;
  readonly good: unknown;
  /** Its checks need promises. */
  readonly async?: true;
}

/** What begins with an exclamation mark (or has one inside) is refused. */
function isBad(value: unknown): boolean {
  return text(value).includes("!");
}

function text(value: unknown): string {
  if (value instanceof Map || value instanceof Set) return text([...value]);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function refused(schema: (canary: Canary) => z.ZodType): (canary: Canary) => Leaky {
  return (canary) => ({ schema: schema(canary), bad: `!${canary.text}`, good: canary.text });
}

const interpolating = { error: (issue: { readonly input?: unknown }) => `bad: ${text(issue.input)}` };
const thorough = { error: (issue: object) => `bad: ${JSON.stringify({ ...issue })}` };
const descriptive = {
  error: (issue: object) => `bad: ${text(Object.getOwnPropertyDescriptor(issue, "input")?.value)}`,
};

function throwIfBad<T>(value: T, error: (value: T) => unknown): T {
  if (isBad(value)) throw error(value);
  return value;
}

/** Text that holds a value, and of which no piece stands in it. */
export function spelled(value: unknown): string {
  return Array.from(text(value)).join(" ");
}

/** Each way in which a schema has been seen to leak, or could. */
export const leakySchemas: Readonly<Record<string, (canary: Canary) => Leaky>> = {
  // zod's own checks
  "too long": refused(({ text: { length } }) => z.string().max(length)),
  regex: refused(() => z.string().regex(/^[^!]*$/)),
  "starts with": ({ text: it }) => ({ schema: z.string().startsWith("sk_"), bad: it, good: `sk_${it}` }),
  "ends with": ({ text: it }) => ({ schema: z.string().endsWith(".eu"), bad: it, good: `${it}.eu` }),
  email: ({ text: it }) => ({ schema: z.email(), bad: it, good: `${it}@a.example` }),
  url: ({ text: it }) => ({ schema: z.url(), bad: `http//${it}`, good: `https://${it}.example` }),
  "iso date": ({ text: it }) => ({ schema: z.iso.datetime(), bad: it, good: "2026-01-01T00:00:00Z" }),
  template: ({ text: it }) => ({ schema: z.templateLiteral(["k", z.number()]), bad: it, good: "k1" }),
  enumeration: ({ text: it }) => ({ schema: z.enum(["a", "b"]), bad: it, good: "a" }),
  literal: ({ text: it }) => ({ schema: z.literal(["a", 5, true]), bad: it, good: "a" }),
  "allowed values": ({ text: it }) => ({ schema: z.enum([it]), bad: `!${it}`, good: it }),
  // what can't be decoded
  number: ({ text: it, number }) => ({ schema: z.number(), bad: it, good: number }),
  "number too big": ({ number }) => ({ schema: z.number().max(1_000), bad: number, good: 5 }),
  "number too small": ({ number }) => ({ schema: z.number().min(0), bad: -number, good: number }),
  integer: ({ number }) => ({ schema: z.int(), bad: number + 0.5, good: number }),
  multiple: ({ number }) => ({ schema: z.number().multipleOf(0.1), bad: number + 0.05, good: number }),
  boolean: ({ text: it }) => ({ schema: z.boolean(), bad: it, good: true }),
  bigint: ({ text: it, number }) => ({ schema: z.bigint(), bad: it, good: String(number) }),
  date: ({ text: it }) => ({ schema: z.date(), bad: `2026-01-01T${it}`, good: "2026-01-01" }),
  coercion: ({ text: it, number }) => ({ schema: z.coerce.number(thorough), bad: it, good: number }),
  stringbool: ({ text: it }) => ({ schema: z.stringbool(), bad: it, good: "yes" }),
  array: ({ text: it, number }) => ({ schema: z.array(z.number()), bad: [1, it], good: [number] }),
  "short array": ({ text: it }) => ({ schema: z.array(z.string()).min(2), bad: [it], good: [it, it] }),
  tuple: ({ text: it }) => ({ schema: z.tuple([z.string(), z.number()]), bad: [it, it], good: [it, 1] }),
  set: ({ text: it }) => ({ schema: z.set(z.email(interpolating)), bad: [it], good: [`${it}@a.example`] }),
  record: ({ text: it }) => ({
    schema: z.record(z.string(), z.number()),
    bad: { [it]: it },
    good: { [it]: 1 },
  }),
  "record of digits": ({ number }) => ({
    schema: z.record(z.string(), z.int(thorough)),
    bad: { [number]: number + 0.5 },
    good: { [number]: number },
  }),
  "record's names": ({ text: it }) => ({
    schema: z.record(z.enum(["a"]), z.string()),
    bad: { [it]: it },
    good: { a: it },
  }),
  map: ({ text: it }) => ({
    schema: z.map(z.string().max(25, thorough), z.number(interpolating)),
    bad: [[it, it]],
    good: [[it, 1]],
  }),
  "map of digits": ({ number }) => ({
    schema: z.map(z.number(), z.number().max(1_000, interpolating)),
    bad: [[number, number]],
    good: [[number, 1]],
  }),
  "strict object": ({ text: it }) => ({
    schema: z.array(z.strictObject({ a: z.string() })),
    bad: [{ a: it, [it]: it }],
    good: [{ a: it }],
  }),
  "deep object": ({ text: it }) => ({
    schema: z.array(z.object({ a: z.array(z.object({ b: z.email(thorough) })) })),
    bad: [{ a: [{ b: it }] }],
    good: [{ a: [{ b: `${it}@a.example` }] }],
  }),
  union: ({ text: it, number }) => ({ schema: z.union([z.number(), z.boolean()]), bad: it, good: number }),
  "union of checks": refused(() =>
    z.union([z.email(interpolating), z.string().refine((value) => !isBad(value), thorough)]),
  ),
  "union of objects": ({ text: it }) => ({
    schema: z.array(
      z.discriminatedUnion("t", [z.object({ t: z.literal("a"), v: z.string() })], interpolating),
    ),
    bad: [{ t: it, v: it }],
    good: [{ t: "a", v: it }],
  }),
  "instance of a class": ({ text: it }) => ({
    schema: z.preprocess(
      (value) => (value === "ok" ? new URL("https://a.example") : value),
      z.instanceof(URL),
    ),
    bad: it,
    good: "ok",
  }),
  bytes: ({ text: it }) => ({
    schema: z.instanceof(Uint8Array).refine((bytes) => bytes[0] !== 0x21, thorough),
    bad: `!${it}`,
    good: it,
  }),
  // messages of the schema's own
  "error function": refused(({ text: { length } }) => z.string(interpolating).max(length, interpolating)),
  "refinement that interpolates": refused(() => z.string().refine((value) => !isBad(value), interpolating)),
  "refinement that copies the issue": refused(() => z.string().refine((value) => !isBad(value), thorough)),
  "refinement that inspects the issue": refused(() =>
    z.string().refine((value) => !isBad(value), descriptive),
  ),
  "refinement that remembers": refused(() => {
    let last = "";
    const check = (value: string) => !isBad((last = value));
    return z.string().refine(check, { error: () => `remembered ${last}` });
  }),
  "refinement that throws": refused(() =>
    z.string().refine((value) => throwIfBad(value, (it) => new Error(it)) !== ""),
  ),
  "refinement that remembers in base64": refused(() => {
    let last = "";
    const check = (value: string) => !isBad((last = value));
    return z.string().refine(check, { error: () => `not ${Buffer.from(last).toString("base64")}` });
  }),
  "refinement that remembers a piece in hex": refused(() => {
    let last = "";
    const check = (value: string) => !isBad((last = value));
    return z.string().refine(check, { error: () => `not ${Buffer.from(last.slice(4)).toString("hex")}` });
  }),
  "refinement that lists descriptors": refused(() =>
    z.string().refine((value) => !isBad(value), {
      error: (issue) => JSON.stringify(Object.getOwnPropertyDescriptors(issue)),
    }),
  ),
  "check with a schema of its own": refused(() =>
    z.string().check((payload) => {
      const { value, issues } = payload;
      const inst = z.string(`not ${value}`);
      if (isBad(value)) issues.push({ code: "custom", input: value, inst });
    }),
  ),
  superRefine: refused(() =>
    z.string().superRefine((value, context) => {
      if (isBad(value)) context.addIssue({ code: "custom", message: `got ${value}`, params: { value } });
    }),
  ),
  "superRefine that spells": refused(() =>
    z.string().superRefine((value, context) => {
      if (isBad(value)) context.addIssue({ code: "custom", message: spelled(value) });
    }),
  ),
  "refinement that spells": refused(() =>
    z.string().refine((value) => !isBad(value), { error: ({ input }) => spelled(input) }),
  ),
  "superRefine with a number as path": ({ number }) => ({
    schema: z.array(z.number()).superRefine(([first = 0], context) => {
      if (first === number) context.addIssue({ code: "custom", message: "odd", path: [first] });
    }),
    bad: [number],
    good: [5],
  }),
  "superRefine with a path": refused(() =>
    z.string().superRefine((value, context) => {
      if (isBad(value)) context.addIssue({ code: "custom", message: value, path: [value] });
    }),
  ),
  "superRefine with another code": refused(() =>
    z.string().superRefine((value, context) => {
      if (isBad(value)) context.addIssue({ code: "unrecognized_keys", keys: [value], input: {} });
    }),
  ),
  check: refused(() =>
    z.string().check((payload) => {
      if (isBad(payload.value))
        payload.issues.push({ code: "custom", input: payload.value, message: payload.value });
    }),
  ),
  "check that asks for the value": refused(() =>
    z.string().check((payload) => {
      const { value } = payload;
      if (isBad(value))
        payload.issues.push({ code: "invalid_format", format: value, prefix: value, input: value });
    }),
  ),
  custom: refused(() => z.custom<string>((value) => !isBad(value), interpolating)),
  // what throws
  "transform that throws an error": refused(() =>
    z.string().transform((value) => throwIfBad(value, (it) => new Error(`can't use ${it}`))),
  ),
  "transform that throws the value": refused(() =>
    z.string().transform((value) => throwIfBad(value, (it) => it)),
  ),
  "transform that throws with properties": refused(() =>
    z
      .string()
      .transform((value) =>
        throwIfBad(value, (it) =>
          Object.assign(new Error(it), { name: it.slice(1), code: it.slice(1), input: it, cause: it }),
        ),
      ),
  ),
  "transform that throws a cause": refused(() =>
    z.string().transform((value) => throwIfBad(value, (it) => new Error("x", { cause: new Error(it) }))),
  ),
  "JSON.parse": ({ text: it }) => ({
    schema: z.string().transform((value): unknown => JSON.parse(value)),
    bad: `{"a":${it}`,
    good: JSON.stringify({ a: it }),
  }),
  "new URL": ({ text: it }) => ({
    schema: z.string().transform((value) => new URL(value)),
    bad: `http//${it}`,
    good: `https://${it}.example`,
  }),
  preprocess: refused(() =>
    z.preprocess((value) => throwIfBad(value, (it) => new Error(text(it))), z.string()),
  ),
  "preprocess before a check": refused(() =>
    z.preprocess(
      (value) => value,
      z.string().refine((value) => !isBad(value), interpolating),
    ),
  ),
  "transform with issues": refused(() =>
    z.string().transform((value, context) => {
      if (isBad(value)) context.issues.push({ code: "custom", message: `got ${value}`, input: value });
      return value;
    }),
  ),
  "transform before a check that tells": refused(() =>
    z
      .string()
      .transform((value) => ({ made: spelled(value) }))
      .superRefine((value, context) => {
        if (isBad(value)) context.addIssue(`not ${value.made}`);
      }),
  ),
  "transform that throws with a class": refused(() =>
    z.string().transform((value) =>
      throwIfBad(value, (it) => {
        const name = it.slice(1);
        return Object.assign(new TypeError("x"), { name, code: `ERR_${name}`, constructor: { name } });
      }),
    ),
  ),
  pipe: refused(() =>
    z
      .string()
      .transform((value) => [value])
      .pipe(z.array(z.string().refine((value) => !isBad(value), interpolating))),
  ),
  codec: refused(() =>
    z.codec(z.string(), z.string(), {
      decode: (value) => throwIfBad(value, (it) => new TypeError(it)),
      encode: (value) => value,
    }),
  ),
  "lazy error": refused(() =>
    z.lazy(() => z.string().refine((value) => !isBad(value), { error: ({ input }) => text(input) })),
  ),
  // with promises
  "asynchronous refinement": (canary) => ({
    ...refused(() => z.string().refine(async (value) => !isBad(value), interpolating))(canary),
    async: true,
  }),
  "asynchronous rejection": (canary) => ({
    ...refused(() =>
      z.string().transform(async (value) => throwIfBad(value, (it) => new Error(`rejected ${it}`))),
    )(canary),
    async: true,
  }),
};
