import type { ZodType } from "zod";
import type { $ZodRawIssue, $ZodType } from "zod/v4/core";

import { unwrap } from "../schema/unwrap.ts";

/** The message that the schema itself has for an issue. */
export interface OwnMessage {
  readonly text: string;
  /** It was written into the schema as a string, whatever is loaded. */
  readonly isConstant: boolean;
}

/**
 * The schema's own message. Its function is run with an issue that notices whether anything is read that could hold the
 * value. A text from `ctx.addIssue` may have been built from anything, so a secret's is never shown.
 *
 * @param members The parts of the schema.
 */
export function ownMessage(
  issue: $ZodRawIssue,
  secret: boolean,
  members: ReadonlySet<unknown>,
): OwnMessage | undefined {
  if (typeof issue.message === "string")
    return secret ? undefined : { text: issue.message, isConstant: false };
  const { inst, schema } = issue as unknown as { readonly inst?: Erring; readonly schema?: Erring };
  const holder = inst?._zod.def.error === undefined ? schema : inst;
  const error = holder?._zod.def.error;
  if (error === undefined) return undefined;
  const text = textWithoutInput(error, issue);
  return text === undefined
    ? undefined
    : { text, isConstant: members.has(holder) && isMadeByZod(error, members) };
}

/** What the schema itself says of a value of another type, or of none: `z.string("give a host")`. */
export function typeMessage(schema: $ZodType): string | undefined {
  const { inner } = unwrap(schema);
  const { error } = inner._zod.def as { readonly error?: ErrorMap };
  return error && isMadeByZod(error, [inner]) ? messageText(error, { code: "invalid_type" }) : undefined;
}

/** From a string, `.min(3, "too short")`, zod makes a function that returns it. */
function isMadeByZod(error: ErrorMap, members: Iterable<unknown>): boolean {
  return error.length === 0 && constantSources(members).includes(sourceOf(error));
}

/** How such functions look in the copy of zod that made the schema, whatever a bundler made of it. zod/mini doesn't say. */
function constantSources(members: Iterable<unknown>): readonly string[] {
  for (const member of members) {
    if (!canRefine(member)) continue;
    const made = ["x", { error: "x" }].map((message) => member.refine(() => true, message));
    return made.map(({ _zod }) => sourceOf(_zod.def.checks?.at(-1)?._zod.def.error));
  }
  return [];
}

/** A function may have a `toString` of its own. */
function sourceOf(error: ((issue: never) => unknown) | undefined): string {
  return error ? Function.prototype.toString.call(error) : "";
}

function canRefine(member: unknown): member is ZodType {
  return typeof (member as { readonly refine?: unknown }).refine === "function";
}

/** What an issue says of the schema, and of where it is. */
const HARMLESS: ReadonlySet<PropertyKey> = new Set(
  "code path origin expected minimum maximum inclusive exact continue format pattern prefix suffix includes divisor values options note".split(
    " ",
  ),
);

function textWithoutInput(error: ErrorMap, issue: $ZodRawIssue): string | undefined {
  let looked = false;
  const look = <T>(isHarmless: boolean, result: T): T | undefined => {
    looked ||= !isHarmless;
    return isHarmless ? result : undefined;
  };
  const probe = new Proxy(issue, {
    get: (target, name) => look(HARMLESS.has(name), Reflect.get(target, name) as unknown),
    getOwnPropertyDescriptor: () => look(false, undefined),
    ownKeys: () => look(false, undefined) ?? [],
  });
  const text = messageText(error, probe);
  return looked ? undefined : text;
}

interface Erring {
  readonly _zod: { readonly def: { readonly error?: ErrorMap } };
}

type ErrorMap = (issue: unknown) => unknown;

function messageText(messageOf: ErrorMap, issue: unknown): string | undefined {
  try {
    const text: unknown = messageOf(issue);
    if (text instanceof Promise) text.catch(() => undefined); // no message, and its rejection would be printed
    const message: unknown = typeof text === "object" && text !== null ? Reflect.get(text, "message") : text;
    return typeof message === "string" && message !== "" ? message : undefined;
  } catch {
    return undefined;
  }
}
