import { skip, SPACE } from "../util/sticky.ts";
import { isUnsafeKey } from "../util/safe-json.ts";
import { Undecodable, unspelled } from "./undecodable.ts";

/** What these take besides JSON, for who wrote that wrong. */
export const PLAIN_FORMS: Readonly<Record<string, string>> = {
  array: "a,b without brackets",
  set: "a,b without brackets",
  tuple: "a,b without brackets",
  record: "a=1,b=2 without braces",
  map: "a=1,b=2 without braces",
};

/** `a, "b, c"`: no items where it is empty. */
export function splitItems(text: string): unknown {
  const items = itemsOf(text, "");
  if (items instanceof Undecodable) return items;
  const [first] = items;
  // As Docker leaves them around a value: it may be one item that holds a comma, or a list.
  if (items.length === 1 && first?.isQuoted && first.value.includes(","))
    return new Undecodable("has quotes around all of it: take them out, or write a JSON list");
  return items.map(({ value }) => value);
}

/** `a=1, b="2, 3"`. */
export function splitPairs(text: string): unknown {
  if (isQuotedWhole(text.trim()))
    return new Undecodable("has quotes around all of it: take them out, or write JSON");
  const items = itemsOf(text, "=");
  if (items instanceof Undecodable) return items;
  if (items.some(({ name }) => !name)) return unspelled("record");
  const quoted = items.findIndex(({ name }) => QUOTED_NAME.test(name));
  if (quoted !== -1)
    return new Undecodable(
      `item ${quoted + 1} of the list has quotes around its name: take them out, or write JSON`,
    );
  if (items.some(({ name }) => isUnsafeKey(name))) return new Undecodable("holds a name that is refused");
  if (new Set(items.map(({ name }) => name)).size < items.length)
    return new Undecodable("holds a name twice");
  return Object.fromEntries(items.map(({ name, value }) => [name, value]));
}

/** The double quotes of a list belong to values: a name in them was meant to hold a comma or a sign, which it can't. */
const QUOTED_NAME = /^"|^'.*'$/;

/** A quote that opens before the first name and closes behind the last value. A name may have quotes of its own. */
function isQuotedWhole(text: string): boolean {
  const [quote = "", separator] = [text[0], text.indexOf("=")];
  return (
    (quote === '"' || quote === "'") &&
    separator !== -1 &&
    text.endsWith(quote) &&
    text.indexOf(quote, 1) > separator
  );
}

interface Item {
  /** Before the separator; empty where there is none. */
  readonly name: string;
  readonly value: string;
  readonly isQuoted: boolean;
  readonly end: number;
}

const UP_TO_COMMA = /[^,]*/y;

/** Between commas. As in CSV, a value in double quotes may hold commas and doubled quotes, and keeps its white space. */
function itemsOf(text: string, separator: "" | "="): readonly Item[] | Undecodable {
  const items: Item[] = [];
  if (text.trim() === "") return items;
  for (let at = 0; at <= text.length; at = (items.at(-1)?.end ?? 0) + 1) {
    const item = itemAt(text, at, separator);
    if (typeof item === "string") return new Undecodable(`item ${items.length + 1} of the list ${item}`);
    items.push(item);
  }
  const single = singleQuoted(items);
  if (single === -1) return items;
  const problem = "begins with a single quote: use double ones, or a JSON list";
  return new Undecodable(`item ${single + 1} of the list ${problem}`);
}

function itemAt(text: string, from: number, separator: "" | "="): Item | string {
  const to = skip(UP_TO_COMMA, text, from);
  const mark = separator === "" ? -1 : text.slice(from, to).indexOf(separator);
  const name = mark === -1 ? "" : text.slice(from, from + mark).trim();
  const start = skip(SPACE, text, mark === -1 ? from : from + mark + 1);
  if (text[start] === '"') return quotedAt(text, start, name);
  const value = text.slice(start, to).trim();
  return value === "" && mark === -1 ? "is empty" : { name, value, isQuoted: false, end: to };
}

function quotedAt(text: string, start: number, name: string): Item | string {
  let closing = text.indexOf('"', start + 1);
  while (closing !== -1 && text[closing + 1] === '"') closing = text.indexOf('"', closing + 2);
  if (closing === -1) return "begins with a quote that doesn't close";
  const end = skip(SPACE, text, closing + 1);
  if (end < text.length && text[end] !== ",")
    return "has text behind its closing quote: double each quote in it, or write a JSON list";
  const value = text.slice(start + 1, closing).replaceAll('""', '"');
  return { name, value, isQuoted: true, end };
}

/**
 * The item where single quotes open that close in another: commas between them have split it. They close before it where
 * a `.env` file had such a list, as `'a','b'` is `a','b` there.
 */
function singleQuoted(items: readonly Item[]): number {
  const isOpen = ({ isQuoted, value }: Item) => !isQuoted && value.startsWith("'");
  const opening = items.findIndex(isOpen);
  const closing = items.findLastIndex(({ isQuoted, value }) => !isQuoted && value.endsWith("'"));
  const isAlone = opening === closing && items[opening]?.value === "'";
  return opening !== -1 && closing !== -1 && !isAlone ? opening : -1;
}
