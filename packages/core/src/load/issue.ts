import { type $ZodRawIssue, type $ZodType, util } from "zod/v4/core";

import { isPlausibleName } from "../util/plausible-name.ts";
import { list, printable } from "../util/text.ts";

/**
 * What an issue says, in words that quote nothing of the value. What can't depend on the value is said as it is; a text
 * that could is not, if it has a piece of a loaded value in it.
 */
export function describeIssue(issue: $ZodRawIssue, caution: Caution): string {
  const { secret, inside, quotes, members } = caution;
  const own = ownMessage(issue, caution);
  if (own !== undefined && (own.isConstant || !quotes(own.text))) return own.text;
  const text =
    inside && issue.code === "unrecognized_keys" ? UNKNOWN_NAMES_MESSAGE : inOurWords(issue, secret);
  return isOfTheSchema(issue, members) || !quotes(text) ? text : "is not valid";
}

export interface Caution {
  readonly secret: boolean;
  /** The issue is about what stands in one setting's value, whose names are part of it. */
  readonly inside: boolean;
  /** Whether a text has a piece of a loaded value in it. */
  readonly quotes: (message: string) => boolean;
  /** The parts of the schema. An issue that names another one was made up by a check. */
  readonly members: ReadonlySet<unknown>;
}

/** An issue before zod has finished it: code, input, and what the check asked for. */
interface Raw {
  readonly code?: string;
  readonly input?: unknown;
  readonly expected?: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly exact?: boolean;
  readonly format?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly divisor?: number | bigint;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly keys?: readonly string[];
}

interface OwnMessage {
  readonly text: string;
  /** It was written into the schema as a string, whatever is loaded. */
  readonly isConstant: boolean;
}

/**
 * The schema's own message. Its function is run with an issue that notices whether anything is read that could hold the
 * value. A text from `ctx.addIssue` may have been built from anything, so a secret's is never shown.
 */
function ownMessage(issue: $ZodRawIssue, { secret, members }: Caution): OwnMessage | undefined {
  if (typeof issue.message === "string")
    return secret ? undefined : { text: issue.message, isConstant: false };
  const { inst, schema } = issue as unknown as { readonly inst?: Erring; readonly schema?: Erring };
  const holder = inst?._zod.def.error === undefined ? schema : inst;
  const error = holder?._zod.def.error;
  if (error === undefined) return undefined;
  const text = textWithoutInput(error, issue);
  return text === undefined ? undefined : { text, isConstant: members.has(holder) && isMadeByZod(error) };
}

/** From a string, `.min(3, "too short")`, zod makes a function that returns it. */
function isMadeByZod(error: ErrorMap): boolean {
  const source = Function.prototype.toString.call(error);
  return error.length === 0 && constantSources().has(source);
}

/** How such functions look in this copy of zod, whatever a bundler made of it. */
function constantSources(): ReadonlySet<string> {
  const normalized: (params: never) => { readonly error?: unknown } = util.normalizeParams;
  const made = ["x", { error: "x" }].map((params) => normalized(params as never).error);
  return (sources ??= new Set(made.map((error) => Function.prototype.toString.call(error))));
}

let sources: ReadonlySet<string> | undefined;

/** What an issue says of the schema, and of where it stands. */
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
  readonly discriminator?: string;
  readonly options?: readonly $ZodType[];
}

/** `z.instanceof()` is a check as any of the user's; its issue holds the name of the class. */
function isOfAClass({ code, expected }: Raw, { _zod }: $ZodType): boolean {
  const { Class } = (_zod.bag ?? {}) as { readonly Class?: { readonly name: string } };
  return code === "invalid_type" && Class !== undefined && Class.name === expected;
}

/** Whatever of an issue stands in a text of ours, but for words of our own. */
function saidIn(issue: Raw): readonly unknown[] {
  const { expected, minimum, maximum, format, prefix, suffix, includes, divisor, values, options } = issue;
  const type = expected === undefined || expected in TYPES ? undefined : expected;
  const single = [type, minimum, maximum, format, prefix, suffix, includes, divisor];
  return [...single.filter((each) => each !== undefined), ...(values ?? []), ...(options ?? [])];
}

function askedBy(def: IssuingDef): ReadonlySet<unknown> {
  const { discriminator, options = [] } = def;
  const choices = options.flatMap(({ _zod }) => [...(_zod.propValues?.[discriminator ?? ""] ?? [])]);
  const parts = Object.values(def).flatMap((part: unknown): unknown[] =>
    part instanceof Date ? [part.getTime()] : Object(part) === part ? Object.values(part as object) : [part],
  );
  return new Set([...parts, ...choices]);
}

/** A check may bring issues of zod's codes that lack what zod's own have. */
function inOurWords(issue: Raw, secret: boolean): string {
  try {
    return builtIn(issue, secret);
  } catch {
    return "is not valid";
  }
}

function builtIn(issue: Raw, secret: boolean): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${TYPES[issue.expected ?? ""] ?? issue.expected}, got ${typeOf(issue.input)}`;
    case "too_small":
      return bound(
        issue,
        issue.exact ? "exactly" : issue.inclusive === false ? "more than" : "at least",
        issue.minimum,
      );
    case "too_big":
      return bound(
        issue,
        issue.exact ? "exactly" : issue.inclusive === false ? "less than" : "at most",
        issue.maximum,
      );
    case "invalid_format":
      return describeFormat(issue);
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_value":
      return oneOf(issue.values ?? [], secret);
    case "invalid_union":
      return issue.options ? oneOf(issue.options, secret) : "fits none of the forms that the schema allows";
    case "unrecognized_keys":
      return secret ? UNKNOWN_NAMES_MESSAGE : unknownNamesText(issue.keys ?? []);
    case "invalid_key":
      return "holds a name that the schema doesn't allow";
    case "invalid_element":
      return "holds an item that the schema doesn't allow";
    default:
      return "is not valid";
  }
}

const UNKNOWN_NAMES_MESSAGE = "holds names that the schema doesn't know";
const MOST_NAMES = 10;

/** What stands in a name's place may be a password or a line of a key. */
function unknownNamesText(names: readonly string[]): string {
  const plausible = names.filter(isPlausibleName);
  const hidden = names.length - plausible.length;
  const shown = [
    ...plausible.slice(0, MOST_NAMES).map((name) => printable(name, 60)),
    ...(plausible.length > MOST_NAMES ? ["…"] : []),
  ];
  if (hidden === 0) return `unknown ${names.length === 1 ? "name" : "names"} ${list(shown)}`;
  const what = shown.length === 0 ? ", not shown" : ` ${list([...shown, `${hidden} not shown`])}`;
  return hidden === 1
    ? `unknown name${names.length === 1 ? "" : "s"}${what}: it may be a part of a value`
    : `unknown names${what}: they may be parts of values`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "an integer",
  boolean: "a boolean",
  bigint: "an integer",
  date: "a date",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "an object",
  record: "an object",
  map: "an object",
  null: "null",
};

function typeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date that doesn't exist";
  if (value instanceof Uint8Array) return "binary data";
  return (
    TYPES[Number.isNaN(value) ? "NaN" : typeof value] ??
    (typeof value === "object" ? "an object" : "something else")
  );
}

const UNITS: Readonly<Record<string, readonly [one: string, more: string]>> = {
  string: ["character", "characters"],
  array: ["item", "items"],
  set: ["item", "items"],
  map: ["entry", "entries"],
};

function bound({ origin = "" }: Raw, how: string, limit: number | bigint | undefined): string {
  if (origin === "date") return `expected ${how} ${new Date(Number(limit)).toISOString()}`;
  const unit = UNITS[origin]?.[Number(limit) === 1 ? 0 : 1];
  return `expected ${how} ${limit}${unit === undefined ? "" : ` ${unit}`}`;
}

function describeFormat({ format, prefix, suffix, includes }: Raw): string {
  if (prefix !== undefined) return `must start with ${JSON.stringify(prefix)}`;
  if (suffix !== undefined) return `must end with ${JSON.stringify(suffix)}`;
  if (includes !== undefined) return `must contain ${JSON.stringify(includes)}`;
  return format === "regex" ? "doesn't match its pattern" : `is not a valid ${format?.replaceAll("_", " ")}`;
}

/** A secret's allowed values would tell what it may be. */
function oneOf(values: readonly unknown[], secret: boolean): string {
  if (secret) return "is none of the allowed values";
  const shown = values
    .slice(0, 20)
    .map((value) => (typeof value === "bigint" ? String(value) : JSON.stringify(value)));
  return `expected ${list([...shown, ...(values.length > 20 ? ["…"] : [])], "or")}`;
}
