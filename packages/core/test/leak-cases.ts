import fc from "fast-check";
import * as z from "zod";

import { Secret } from "../src/secret/secret.ts";
import { secret } from "../src/schema/secret-schema.ts";
import type { SyncSource } from "../src/contract/source.ts";
import { env } from "../src/sources/env.ts";
import { memory } from "../src/sources/memory.ts";
import { type Canary, type Leaky, leakySchemas, spelled } from "./leaky-schemas.ts";

/** A configuration of one group whose settings are leaky schemas, and where its values come from. */
export interface LeakCase {
  readonly leaves: readonly LeakLeaf[];
  readonly group: (typeof groups)[number];
  readonly from: (typeof places)[number];
}

export interface LeakLeaf {
  readonly canary: Canary;
  /** A name among `leakySchemas`. */
  readonly trouble: string;
  readonly secret: (typeof secrecies)[number];
  readonly wrapper: (typeof wrappers)[number];
}

export const secrecies = ["none", "whole", "item", "form", "behind a pipe", "with a default"] as const;
export const places = ["env", "memory", "json"] as const;
const objects = ["object", "strict", "loose", "optional", "catchall", "secret catchall"] as const;
const groups = [...objects, "telling", "throwing", "branch", "union"] as const;
const wrappers = ["none", "optional", "nullable", "readonly", "lazy"] as const;

// Letters and digits that no message of ours has six of in a row.
const [LETTERS, DIGITS] = ["BCDFGHJKLMNPQRSTVWXZ", "123456789"];

// Not shrunk: shrunken canaries would all be the same.
const canaries: fc.Arbitrary<Canary> = fc.record({
  text: fc.noShrink(textOfLetters(20, LETTERS)),
  number: fc.noShrink(textOfLetters(12, DIGITS).map(Number)),
});

const canaryLike = new RegExp(`[${LETTERS}]{6}|[${DIGITS}]{6}|(?:[${LETTERS}${DIGITS}] ){5}`);

/** Whether it is worth looking for needles at all: one look, in place of hundreds. */
export function mayHoldCanary(text: string): boolean {
  return canaryLike.test(text);
}

function textOfLetters(length: number, letters: string): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...Array.from(letters));
  return fc.string({ unit, minLength: length, maxLength: length });
}

const leaves: fc.Arbitrary<LeakLeaf> = fc.record({
  canary: canaries,
  trouble: fc.constantFrom(...Object.keys(leakySchemas)),
  secret: fc.constantFrom(...secrecies),
  wrapper: fc.constantFrom(...wrappers),
});

export const leakCases: fc.Arbitrary<LeakCase> = fc.record({
  leaves: fc.array(leaves, { minLength: 1, maxLength: 5 }).filter(shareNoPiece),
  group: fc.constantFrom(...groups),
  from: fc.constantFrom(...places),
});

/** What one leaf shows in the open would else be taken for a piece of another's secret. */
function shareNoPiece(cases: readonly LeakLeaf[]): boolean {
  const pieces = cases.flatMap(({ canary: { text, number } }) => [
    ...new Set([text, String(number)].flatMap(piecesOf)),
  ]);
  return new Set(pieces).size === pieces.length;
}

export interface BuiltCase {
  readonly schema: z.ZodObject;
  readonly async: boolean;
  readonly leaves: readonly (Leaky & { readonly name: string; readonly leaf: LeakLeaf })[];
  /** Makes the check of a telling or throwing group fail, or pass again. */
  readonly failGroup: (fails: boolean) => void;
}

const NAMES = ["alpha", "bravo", "carol", "delta", "echo"] as const;

export function buildCase({ leaves: specified, group }: LeakCase): BuiltCase {
  let fails = false;
  const built = specified.map((leaf, index) => ({ leaf, name: NAMES[index] ?? "", ...leakyOf(leaf) }));
  const shape = Object.fromEntries(
    built.map(({ name, schema, leaf }) => [name, wrapped(hidden(schema, leaf), leaf)]),
  );
  return {
    schema: z.object({ first: z.string().default("first"), group: grouped(shape, group, () => fails) }),
    async: built.some((each) => each.async),
    leaves: built.map((each) => ({
      ...each,
      bad: inPlace(each.bad, each.leaf),
      good: inPlace(each.good, each.leaf),
    })),
    failGroup: (now) => {
      fails = now;
    },
  };
}

function leakyOf({ trouble, canary }: LeakLeaf): Leaky {
  const make = leakySchemas[trouble];
  if (!make) throw new Error(`there is no trouble of the name ${trouble}`);
  return make(canary);
}

function hidden(schema: z.ZodType, { secret: how, canary }: LeakLeaf): z.ZodType {
  switch (how) {
    case "none":
      return schema;
    case "whole":
      return secret(schema);
    case "item":
      return z.tuple([secret(schema)]);
    case "form":
      return z.union([secret(schema), z.literal(false)]);
    case "behind a pipe":
      return schema.pipe(secret(z.any()));
    default:
      return secret(schema).default(new Secret(canary.text));
  }
}

function inPlace(value: unknown, { secret: how }: LeakLeaf): unknown {
  return how === "item" ? [value] : value;
}

function wrapped(schema: z.ZodType, { wrapper, trouble }: LeakLeaf): z.ZodType {
  switch (wrapper) {
    case "optional":
      return schema.optional();
    case "nullable":
      return schema.nullable();
    case "readonly":
      return trouble === "bytes" ? schema : schema.readonly(); // no byte array can be frozen
    case "lazy":
      return z.lazy(() => schema);
    default:
      return schema;
  }
}

function grouped(shape: Record<string, z.ZodType>, how: LeakCase["group"], fails: () => boolean): z.ZodType {
  switch (how) {
    case "strict":
      return z.strictObject(shape);
    case "loose":
      return z.looseObject(shape);
    case "optional":
      return z.object(shape).optional();
    case "catchall":
      return telling(z.object(shape).catchall(z.any()), fails);
    case "secret catchall":
      return telling(z.object(shape).catchall(secret(z.any())), fails);
    case "branch":
      return z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("other") }),
        z.object({ kind: z.literal("this"), ...shape }),
      ]);
    case "union":
      return z.union([z.object(shape), z.object({ other: z.string() })]);
    case "telling":
      return telling(z.object(shape), fails);
    case "throwing":
      return z.object(shape).transform((value) => {
        if (fails()) throw new TypeError(`threw ${revealedText(value)}`);
        return value;
      });
    default:
      return z.object(shape);
  }
}

/** A check of the whole group that tells all it sees, as messages and as paths. */
function telling(schema: z.ZodObject, fails: () => boolean): z.ZodType {
  return schema.superRefine((value, context) => {
    if (!fails()) return;
    for (const [name, each] of Object.entries(value))
      context.addIssue({ code: "custom", message: `told ${revealedText(each)}`, path: [name] });
    const all = revealedText(value);
    context.addIssue({ code: "custom", message: `told ${all}`, path: [all] });
  });
}

function revealedText(value: unknown): string {
  const revealed = (_: string, each: unknown): unknown => {
    if (typeof each === "bigint") return String(each);
    return each instanceof Secret ? (each.reveal() as unknown) : each;
  };
  return JSON.stringify(value, revealed) ?? "";
}

export function sourceOf(
  { from, group, leaves: held }: LeakCase,
  values: Readonly<Record<string, unknown>>,
): SyncSource {
  const [first] = held;
  // In the open only what is shown in the open elsewhere.
  const isKept = group === "secret catchall" || (group === "catchall" && first?.secret === "none");
  const more = isKept && { more: { deep: [first?.canary.text] } };
  const all = { ...(group === "branch" && { kind: "this" }), ...more, ...values };
  if (from === "memory") return memory({ group: all });
  if (from === "json") return env({ from: { GROUP: JSON.stringify(all) } });
  const variables = Object.entries(all).map(([name, value]) => [
    `GROUP_${name.toUpperCase()}`,
    asText(value),
  ]);
  return env({ from: Object.fromEntries(variables) as Record<string, string> });
}

/** What must not show where a leaf has this value: every piece, but of what its schema says in the open the whole. */
export function needlesOf({ canary, secret: how, trouble }: LeakLeaf, value: unknown): string[] {
  if (how !== "none" || trouble !== "allowed values")
    return [canary.text, canary.number].flatMap((it) => piecesOf(String(it)));
  return [asText(value)].filter((text) => text.length > 10);
}

export function piecesOf(text: string): string[] {
  const pieces = Array.from({ length: text.length - 5 }, (_, start) => text.slice(start, start + 6));
  return pieces.flatMap((piece) => [piece, spelled(piece)]);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
