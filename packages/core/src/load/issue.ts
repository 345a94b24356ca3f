import type { $ZodRawIssue, $ZodType } from "zod/v4/core";

import { formsText } from "./forms-text.ts";
import { issueText, type RawIssue, TYPES, UNKNOWN_NAMES_MESSAGE } from "./issue-text.ts";
import { ownMessage } from "./own-message.ts";

/**
 * What an issue says, in words that quote nothing of the value. What can't depend on the value is said as it is; a text
 * that could is not, if it has a piece of a loaded value in it.
 */
export function describeIssue(issue: $ZodRawIssue, caution: Caution): string {
  const { secret, inside, quotes, members } = caution;
  const own = ownMessage(issue, secret, members);
  if (own !== undefined && (own.isConstant || !quotes(own.text))) return own.text;
  const text =
    inside && issue.code === "unrecognized_keys" ? UNKNOWN_NAMES_MESSAGE : issueText(issue, secret);
  const forms = secret ? "" : formsText(issue, caution.nameOf);
  if (forms !== "" && !quotes(forms)) return `${text}: ${forms}`;
  return isOfTheSchema(issue, members) || !quotes(text) ? text : "is not valid";
}

export interface Caution {
  readonly secret: boolean;
  /** The issue is about what is in one setting's value, whose names are part of it. */
  readonly inside: boolean;
  /** Whether a text has a piece of a loaded value in it. */
  readonly quotes: (message: string) => boolean;
  /** A place below the issue's as a name, in the schema's words only. */
  readonly nameOf: (inside: readonly PropertyKey[]) => string;
  /** The parts of the schema. An issue that names another one was made up by a check. */
  readonly members: ReadonlySet<unknown>;
}

export const IN_A_PROPERTY = "in one of its properties: ";

/**
 * An issue that a part of the schema raised about what it asks for. A check of the user's may have put anything into its
 * own, and may name another part as the one that raised it.
 */
function isOfTheSchema(issue: $ZodRawIssue, members: ReadonlySet<unknown>): boolean {
  const { inst } = issue as { readonly inst?: $ZodType };
  if (inst === undefined || !members.has(inst)) return false;
  const def = inst._zod.def as IssuingDef;
  if (def.type === "transform" || def.check === "custom") return isOfAClass(issue, inst);
  // A codec of zod's, `z.stringbool()`, keeps to itself what it takes.
  if (def.type === "pipe" || issue.code === "unrecognized_keys") return true;
  const asked = askedBy(def);
  return saidIn(issue).every((each) => asked.has(each));
}

interface IssuingDef {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string;
  readonly discriminator?: string;
  readonly options?: readonly $ZodType[];
}

/** `z.instanceof()` is a check as any of the user's; its issue holds the name of the class. */
function isOfAClass({ code, expected }: RawIssue, { _zod }: $ZodType): boolean {
  const { Class } = (_zod.bag ?? {}) as { readonly Class?: { readonly name: string } };
  return code === "invalid_type" && Class !== undefined && Class.name === expected;
}

/** Whatever of an issue is in a text of ours, but for words of our own. */
function saidIn(issue: RawIssue): readonly unknown[] {
  const { expected, minimum, maximum, format, prefix, suffix, includes, divisor, values, options } = issue;
  const type = expected === undefined || expected in TYPES ? undefined : expected;
  const single = [type, minimum, maximum, format, prefix, suffix, includes, divisor];
  return [...single.filter((each) => each !== undefined), ...(values ?? []), ...(options ?? [])];
}

function askedBy(def: IssuingDef): ReadonlySet<unknown> {
  const { discriminator, options = [], format = "" } = def;
  const choices = options.flatMap(({ _zod }) => [...(_zod.propValues?.[discriminator ?? ""] ?? [])]);
  const parts = Object.values(def).flatMap((part: unknown): unknown[] =>
    part instanceof Date ? [part.getTime()] : Object(part) === part ? Object.values(part as object) : [part],
  );
  return new Set([...parts, ...choices, ...(FORMAT_LIMITS.get(format) ?? [])]);
}

/** What `z.int32()` and its siblings ask for stands in zod's own code. */
const FORMAT_LIMITS: ReadonlyMap<string, readonly unknown[]> = new Map([
  ["int32", [-(2 ** 31), 2 ** 31 - 1]],
  ["uint32", [0, 2 ** 32 - 1]],
  ["int64", [-(2n ** 63n), 2n ** 63n - 1n]],
  ["uint64", [0n, 2n ** 64n - 1n]],
] as const);
