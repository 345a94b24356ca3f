import { decimalLoss } from "./decimal.ts";

/** What `JSON.parse` loses of a text: names that are given twice, and numbers that a number can't hold. */

/**
 * Whether the names in a text, counted roughly, are more than those of its value: then one may be there twice. For nearly
 * every text that is the end of it, and much quicker than a walk over the text.
 */
export function mayHoldNameTwice(text: string, value: unknown): boolean {
  return (text.match(/"\s*:/g)?.length ?? 0) !== countOfNames(value);
}

function countOfNames(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const parts: readonly unknown[] = Object.values(value);
  return parts.reduce<number>(
    (sum, each) => sum + countOfNames(each),
    Array.isArray(value) ? 0 : parts.length,
  );
}

/** Where an object has a name for the second time: the value before it would be dropped in silence. For a text that is JSON. */
export function nameTwiceAt(text: string): number | undefined {
  const open: (Set<string> | undefined)[] = [];
  let expectsName = false;
  for (const { 0: token, index } of text.matchAll(JSON_TOKEN)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (expectsName && token !== ",") {
      const names = open.at(-1);
      const name = token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);
      if (names?.has(name)) return index;
      names?.add(name);
    }
    expectsName = token === "{" || (token === "," && open.at(-1) !== undefined);
  }
  return undefined;
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** Whether any number needs a closer look. It may say so of a string too. */
export function hasLongNumber(text: string): boolean {
  return LONG.test(text);
}

const LONG = /\d(?:\.?\d){15}|\d[eE][+-]?\d{3}/;
/** Longer ones are no numbers that anybody means, and take a time that grows with their square. */
const MOST_DIGITS = 1_000;

/** An integer that a number can't hold is a bigint, as in YAML; what else it can't hold is the text itself. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }): unknown => {
    // An older engine doesn't say what the text was.
    if (typeof value !== "number" || context?.source === undefined) return value;
    const { source } = context;
    if (Number.isSafeInteger(value) && value !== 0) return value;
    if (source.length <= MOST_DIGITS && /^-?[1-9]\d*$/.test(source)) return BigInt(source);
    return decimalLoss(source) === undefined ? value : source;
  });
}

/** The JSON of what `parseExactly` has parsed: a bigint is written as its digits. */
export function exactJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(exactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${exactJson(each)}`)
    .join(",")}}`;
}
