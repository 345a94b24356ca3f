import { isFormatMark } from "../util/format-mark.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { list, printable } from "../util/text.ts";

/** An issue before zod has finished it: code, input, and what the check asked for. */
export interface RawIssue {
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
  /** Which forms of a `z.xor()` took the value. */
  readonly matches?: readonly number[];
}

/** What an issue says, in our words. A check may bring issues of zod's codes that lack what zod's own have. */
export function issueText(issue: RawIssue, secret: boolean): string {
  try {
    return builtIn(issue, secret);
  } catch {
    return "is not valid";
  }
}

function builtIn(issue: RawIssue, secret: boolean): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined)
        return `missing: expected ${TYPES[issue.expected ?? ""] ?? issue.expected}`;
      return `expected ${TYPES[issue.expected ?? ""] ?? issue.expected}, got ${typeOf(issue.input, issue.expected)}`;
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
      return describeFormat(issue, secret);
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_value":
      return oneOf(issue.values ?? [], secret);
    case "invalid_union":
      if (issue.options) return oneOf(issue.options, secret);
      return issue.matches
        ? "fits several of the forms that the schema allows, and may fit one only"
        : "fits none of the forms that the schema allows";
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

export const UNKNOWN_NAMES_MESSAGE = "holds names that the schema doesn't know";
const MOST_NAMES = 10;

/** What is in a name's place may be a password or a line of a key. */
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

/** As messages call zod's types. */
export const TYPES: Readonly<Record<string, string>> = {
  string: "a string",
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

export const NOT_EXACT = "an integer that no number holds exactly: use z.bigint() or z.string()";

export function typeOf(value: unknown, expected?: string): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity || value === -Infinity) return "an infinite number";
  if (typeof value === "bigint" && (expected === "number" || expected === "int")) return NOT_EXACT;
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a date that doesn't exist" : "a date";
  if (value instanceof Uint8Array) return "binary data";
  if (value instanceof Map) return "a map";
  if (typeof value === "number" && expected === "int" && !Number.isInteger(value))
    return "a number with decimals";
  return TYPES[typeof value] ?? (typeof value === "object" ? "an object" : "something else");
}

const UNITS: Readonly<Record<string, readonly [one: string, more: string]>> = {
  string: ["character", "characters"],
  array: ["item", "items"],
  set: ["item", "items"],
  map: ["entry", "entries"],
};

function bound({ origin = "", code }: RawIssue, how: string, limit: number | bigint | undefined): string {
  if (origin === "int")
    return `expected an integer, got one that is too ${code === "too_big" ? "large" : "small"} for z.int(): use z.bigint() or z.string()`;
  if (origin === "date") return `expected ${how} ${new Date(Number(limit)).toISOString()}`;
  const unit = UNITS[origin]?.[Number(limit) === 1 ? 0 : 1];
  return `expected ${how} ${limit}${unit === undefined ? "" : ` ${unit}`}`;
}

function describeFormat({ format, prefix, suffix, includes }: RawIssue, secret: boolean): string {
  // Of a secret it may be a piece of the one that is meant, and reports go where the schema's code doesn't.
  const shown = (text: string) =>
    secret && !isFormatMark(text) ? "what the schema asks for" : JSON.stringify(text);
  if (prefix !== undefined) return `must start with ${shown(prefix)}`;
  if (suffix !== undefined) return `must end with ${shown(suffix)}`;
  if (includes !== undefined) return `must contain ${shown(includes)}`;
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
