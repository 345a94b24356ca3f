import fc from "fast-check";
import * as z from "zod";

import { tried } from "../src/util/tried.ts";
import { secret } from "../src/schema/secret-schema.ts";
import { isSecret } from "../src/secret/secret.ts";

/** A schema, and inputs for it: most of them it takes, some are wrong in one place or in several. */
export interface Generated {
  readonly schema: z.ZodType;
  readonly input: fc.Arbitrary<unknown>;
  /** An input that it takes. */
  readonly sound: fc.Arbitrary<unknown>;
  /** A group that nobody has to name: confide makes it of its settings (docs/decoding.md). Its input is always there. */
  readonly isNeeded?: boolean;
}

/** Strings that spell nothing: a load makes a list or bytes of them, where these are wanted, and nothing else. */
const word: fc.Arbitrary<string> = fc.constantFrom("plum", "quince", "a plum", "Zürich", "x".repeat(40));

/** Names as people write them, and some that are written badly. */
const key: fc.Arbitrary<string> = fc.constantFrom("host", "port", "apiKey", "TLS", "max_size", "2fa", "ünit");

/** What hardly a schema takes. */
const junk = {
  scalar: fc.constantFrom<unknown>(null, true, 1.5, new Date(5)),
  integer: fc.constantFrom<unknown>(7, 2n ** 64n),
  list: fc.constantFrom<unknown>([], [null], [1, "plum"]),
  object: fc.constantFrom<unknown>({}, { other: 1 }),
};

function leaf(
  schema: z.ZodType,
  sound: fc.Arbitrary<unknown>,
  wrong: readonly fc.Arbitrary<unknown>[] = Object.values(junk),
): Generated {
  const input = fc.oneof({ weight: 9, arbitrary: sound }, { weight: 1, arbitrary: fc.oneof(...wrong) });
  return { schema, sound, input };
}

const scalars: readonly Generated[] = [
  leaf(z.string(), word),
  leaf(z.string().min(4), word),
  leaf(z.number(), fc.double({ noNaN: true, min: -1e15, max: 1e15 })),
  leaf(z.number().int().positive(), fc.integer({ min: 1 })),
  leaf(z.boolean(), fc.boolean()),
  leaf(z.date(), fc.date({ noInvalidDate: true })),
  leaf(z.enum(["debug", "info"]), fc.constantFrom("debug", "info")),
  leaf(z.literal(["one", 2, true]), fc.constantFrom("one", 2, true)),
  leaf(z.null(), fc.constant(null)),
  leaf(z.coerce.number(), fc.integer()),
  leaf(z.stringbool(), fc.constantFrom("yes", "no")),
  leaf(z.codec(z.string(), z.number(), { decode: (text) => text.length, encode: String }), word),
  leaf(z.templateLiteral(["v", z.number()]), fc.constantFrom("v1", "v20")),
  leaf(z.union([z.string(), z.number()]), fc.oneof(word, fc.integer())),
  leaf(z.union([z.boolean(), z.array(z.string())]), fc.oneof(fc.boolean(), fc.array(word))),
  leaf(
    z.instanceof(Uint8Array),
    fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
  ),
  leaf(z.any(), fc.oneof(word, fc.integer(), fc.constant({ deep: [1, { x: "plum" }] }))),
  leaf(z.unknown(), fc.oneof(word, fc.boolean())),
  leaf(
    z.custom<string>((value) => typeof value === "string"),
    word,
  ),
];

const scalar = fc.constantFrom(...scalars);

const collection: fc.Arbitrary<Generated> = fc.oneof(
  scalar.map(({ schema, input, sound }) => ({
    schema: z.array(schema),
    input: fc.array(input, { maxLength: 3 }),
    sound: fc.array(sound, { maxLength: 3 }),
  })),
  scalar.map(({ schema, input, sound }) => ({
    schema: z.record(z.string(), schema),
    input: fc.dictionary(key, input, { maxKeys: 3 }),
    sound: fc.dictionary(key, sound, { maxKeys: 3 }),
  })),
  fc.tuple(scalar, scalar).map(([left, right]) => ({
    schema: z.tuple([left.schema, right.schema]),
    input: fc.tuple(left.input, right.input),
    sound: fc.tuple(left.sound, right.sound),
  })),
  scalar.map(({ schema, sound }) => ({
    schema: z.array(z.object({ of: schema })),
    input: fc.array(fc.record({ of: sound }), { maxLength: 2 }),
    sound: fc.array(fc.record({ of: sound }), { maxLength: 2 }),
  })),
);

/** Types that JSON has no form for: a list fills a set, an object a map, a number a bigint (docs/decoding.md). */
const converted: fc.Arbitrary<Generated> = fc.constantFrom(
  leaf(z.bigint(), fc.bigInt(), [junk.scalar, junk.list, junk.object]),
  leaf(
    z.set(z.string()),
    fc.array(word, { maxLength: 3 }).map((items) => new Set(items)),
    [junk.scalar, junk.integer, junk.object],
  ),
  leaf(
    z.map(z.string(), z.number()),
    fc.dictionary(key, fc.integer(), { maxKeys: 2 }).map((each) => new Map(Object.entries(each))),
    [junk.scalar, junk.integer],
  ),
);

/** Settings of every type, none of which holds others. */
export const settingTypes: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: collection },
  { weight: 1, arbitrary: converted },
);

/** What stands around a schema, and what it takes then. */
const wrapped = (inner: fc.Arbitrary<Generated>): fc.Arbitrary<Generated> =>
  fc.tuple(inner, fc.nat({ max: 9 })).chain(([generated, kind]) => {
    const { schema, input, sound } = generated;
    if (kind === 1) return fc.constant({ input, sound, schema: schema.optional() });
    if (kind === 2) return fc.constant({ ...generated, schema: schema.readonly() });
    if (kind === 3)
      return fc.constant({
        ...generated,
        schema: schema.nullable(),
        input: orNull(input),
        sound: orNull(sound),
      });
    // A group's default fills what its settings lack, which zod doesn't do (docs/decoding.md): it is all there, or nothing.
    if (kind === 4)
      return sound.map((value) => ({ schema: schema.prefault(value as never), input: sound, sound }));
    if (kind === 5)
      return sound.map((value) => {
        const parsed = tried(() => schema.safeParse(value)); // it throws where it is to freeze bytes
        return parsed?.success ? { input, sound, schema: schema.catch(parsed.data) } : generated;
      });
    if (kind === 6) return fc.constant({ ...generated, schema: z.lazy(() => schema) });
    if (kind === 7) return fc.constant({ ...generated, schema: schema.refine((value) => value !== "never") });
    return fc.constant(generated);
  });

function orNull(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) });
}

const setting: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 6, arbitrary: wrapped(scalar) },
  { weight: 2, arbitrary: wrapped(collection) },
  {
    weight: 1,
    arbitrary: scalar.map((each) => ({ ...each, schema: secret(each.schema) })),
  },
  {
    weight: 1,
    arbitrary: scalar.chain((each) =>
      each.sound.map((value) => ({
        ...each,
        schema: each.schema.default(each.schema.parse(value) as never),
      })),
    ),
  },
);

const KINDS = [
  (shape: z.ZodRawShape) => z.object(shape),
  (shape: z.ZodRawShape) => z.strictObject(shape),
  (shape: z.ZodRawShape) => z.looseObject(shape),
  (shape: z.ZodRawShape) => z.object(shape).catchall(z.number()),
] as const;

/** An object. Its input lacks properties now and then, and has others. */
function object(property: fc.Arbitrary<Generated>): fc.Arbitrary<Generated> {
  const shape = fc.dictionary(key, property, { minKeys: 0, maxKeys: 4 });
  return fc.tuple(shape, fc.constantFrom(...KINDS)).map(([properties, kind]) => {
    const entries = Object.entries(properties);
    const of = (which: "input" | "sound") =>
      Object.fromEntries(entries.map(([name, generated]) => [name, generated[which]]));
    const needed = entries.filter(([, { isNeeded }]) => isNeeded).map(([name]) => name);
    const partial = fc.record(of("input"), { requiredKeys: needed });
    const extra = fc.dictionary(fc.constantFrom("extra", "more"), fc.oneof(word, fc.integer()), {
      maxKeys: 1,
    });
    return {
      schema: kind(Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]))),
      isNeeded: entries.length > 0,
      sound: fc.record(of("sound")),
      input: fc.oneof(
        { weight: 4, arbitrary: fc.record(of("input")) },
        { weight: 2, arbitrary: partial },
        { weight: 2, arbitrary: fc.tuple(partial, extra).map(([own, others]) => ({ ...own, ...others })) },
      ),
    };
  });
}

/**
 * Whether both branches have a name for which one takes a word, and the other what a load makes of it: a string is decoded
 * where the schema takes none, also in a branch that zod refuses (docs/decoding.md).
 */
function decodesOther({ schema: a }: Generated, { schema: b }: Generated): boolean {
  const [one = {}, other = {}] = [a, b].map((each) => (each as z.ZodObject<Shape>).shape);
  const shared = Object.keys(one).filter((name) => Object.hasOwn(other, name));
  return shared.some((name) => [one[name], other[name]].some((each) => each && decodesWord(each)));
}

type Shape = Readonly<Record<string, z.ZodType>>;
/** Words, and what a load makes of each where it is no string that is wanted. */
const WORDS = new Map([
  ["plum", decodedText("plum")],
  ["yes", [true, ...decodedText("yes")]],
  ["no", [false, ...decodedText("no")]],
]);

function decodedText(text: string): readonly unknown[] {
  const bytes = new TextEncoder().encode(text);
  return [[text], [[text]], bytes, [bytes]];
}

function decodesWord(schema: z.core.$ZodType): boolean {
  const resultOf = (value: unknown) => tried(() => z.safeParse(schema, value)); // it throws where it is to freeze bytes
  return [...WORDS].some(([text, decoded]) => {
    const data = resultOf(text)?.data;
    const isTaken = (isSecret(data) ? data.reveal() : data) === text;
    return !isTaken && decoded.some((value) => resultOf(value)?.success === true);
  });
}

function union(option: fc.Arbitrary<Generated>): fc.Arbitrary<Generated> {
  const both = fc.tuple(option, option);
  const apart = both.filter(([a, b]) => !decodesOther(a, b));
  return fc.oneof(
    apart.map(([a, b]) => ({
      schema: z.union([a.schema, b.schema]),
      isNeeded: true,
      input: fc.oneof(a.input, b.input),
      sound: fc.oneof(a.sound, b.sound),
    })),
    apart.map(([a, b]) => ({
      schema: z.xor([a.schema, b.schema]),
      isNeeded: true,
      input: fc.oneof(a.input, b.input),
      sound: fc.oneof(a.sound, b.sound),
    })),
    both.map(([a, b]) => {
      const tagged = (kind: string, { schema }: Generated) =>
        (schema as z.ZodObject).extend({ kind: z.literal(kind) });
      const named = (kind: string, value: fc.Arbitrary<unknown>) =>
        value.map((each) => ({ ...(each as object), kind }));
      return {
        schema: z.discriminatedUnion("kind", [tagged("a", a), tagged("b", b)]),
        isNeeded: true,
        input: fc.oneof(named("a", a.input), named("b", b.input), named("c", a.input), a.input),
        sound: fc.oneof(named("a", a.sound), named("b", b.sound)),
      };
    }),
  );
}

const flat = object(setting);
const property = fc.oneof({ weight: 9, arbitrary: setting }, { weight: 1, arbitrary: wrapped(converted) });
const group: fc.Arbitrary<Generated> = fc.oneof(
  { weight: 4, arbitrary: object(property) },
  { weight: 1, arbitrary: union(flat) },
);
const nested = object(fc.oneof({ weight: 4, arbitrary: property }, { weight: 3, arbitrary: wrapped(group) }));

/** Configurations of one to three levels. */
export const configuration: fc.Arbitrary<Generated> = object(
  fc.oneof(
    { weight: 4, arbitrary: property },
    { weight: 3, arbitrary: wrapped(group) },
    { weight: 1, arbitrary: nested },
  ),
);

/** A schema as its author would have written it, more or less. */
export function described(schema: z.core.$ZodType): string {
  const def = schema._zod.def as unknown as Record<string, unknown> & { readonly type: string };
  const within = [
    def.innerType,
    def.in,
    def.element,
    def.keyType,
    def.valueType,
    def.left,
    def.right,
    def.out,
  ];
  const parts = within.filter(isSchema).map(described);
  if (Array.isArray(def.options)) parts.push(...def.options.map(described));
  if (Array.isArray(def.items)) parts.push(...def.items.map(described));
  if (typeof def.getter === "function") parts.push(described((def.getter as () => z.core.$ZodType)()));
  for (const [name, each] of Object.entries((def.shape ?? {}) as Record<string, z.core.$ZodType>))
    parts.push(`${name}: ${described(each)}`);
  if (isSchema(def.catchall)) parts.push(`...: ${described(def.catchall)}`);
  const kind = def.type === "union" && def.inclusive === false ? "xor" : def.type;
  return parts.length === 0 ? kind : `${kind}(${parts.join(", ")})`;
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === "object" && value !== null && "_zod" in value;
}
