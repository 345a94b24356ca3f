import type { $ZodRawIssue } from "zod/v4/core";

import { list, printable } from "./text.ts";

/** What an issue says, in words that quote nothing of the value. */
export function describeIssue(issue: $ZodRawIssue, { secret, inside, quotes }: Caution): string {
  const own = constantMessage(issue, secret);
  if (own !== undefined && !quotes(own)) return own;
  const text = inside && issue.code === "unrecognized_keys" ? UNKNOWN_NAMES : inOurWords(issue, secret);
  return (secret || !isZods(issue)) && quotes(text) ? "is not valid" : text;
}

/** An issue of zod's own, about what the schema asks. A check of the schema's may have put anything into its own. */
function isZods({ inst }: $ZodRawIssue): boolean {
  const { type, check } = (inst?._zod.def ?? {}) as { readonly type?: string; readonly check?: string };
  return inst !== undefined && type !== "transform" && check !== "custom";
}

export interface Caution {
  readonly secret: boolean;
  /** The issue is about what stands in one setting's value, whose names are part of it. */
  readonly inside: boolean;
  /** Whether a text has a piece of a loaded value in it. */
  readonly quotes: (message: string) => boolean;
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

/**
 * The schema's own message, where it can't depend on the value: its function is run with an issue that notices whether
 * the input is read. A text from `ctx.addIssue` may have been built from anything, so a secret's is never shown.
 */
function constantMessage(issue: $ZodRawIssue, secret: boolean): string | undefined {
  if (typeof issue.message === "string") return secret ? undefined : issue.message;
  const { inst, schema } = issue as unknown as { readonly inst?: Erring; readonly schema?: Erring };
  const error = inst?._zod.def.error ?? schema?._zod.def.error;
  if (error === undefined) return undefined;
  let looked = false;
  const probe = new Proxy(issue, {
    get: (target, name) => {
      looked ||= name === "input";
      return name === "input" ? undefined : (Reflect.get(target, name) as unknown);
    },
    ownKeys: (target) => {
      looked = true;
      return Reflect.ownKeys(target);
    },
  });
  const text = textOf(error, probe);
  return looked ? undefined : text;
}

interface Erring {
  readonly _zod: { readonly def: { readonly error?: ErrorMap } };
}

type ErrorMap = (issue: unknown) => unknown;

function textOf(error: ErrorMap, issue: unknown): string | undefined {
  try {
    const text: unknown = error(issue);
    const message: unknown = typeof text === "object" && text !== null ? Reflect.get(text, "message") : text;
    return typeof message === "string" && message !== "" ? message : undefined;
  } catch {
    return undefined;
  }
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
      return secret ? UNKNOWN_NAMES : unknownNames(issue.keys ?? []);
    case "invalid_key":
      return "holds a name that the schema doesn't allow";
    case "invalid_element":
      return "holds an item that the schema doesn't allow";
    default:
      return "is not valid";
  }
}

const UNKNOWN_NAMES = "holds names that the schema doesn't know";

function unknownNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => printable(name, 60));
  return `unknown ${names.length === 1 ? "name" : "names"} ${list([...shown, ...(names.length > 10 ? ["…"] : [])])}`;
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
