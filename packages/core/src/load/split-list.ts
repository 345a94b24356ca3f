import { isUnsafeKey } from "../util/safe-json.ts";
import { Undecodable, undecodable } from "./undecodable.ts";

/** `a, b`: no items where it is empty. */
export function splitItems(text: string): unknown {
  if (text === "") return [];
  const items = text.split(",").map((item) => item.trim());
  const empty = items.indexOf("");
  return empty === -1 ? items : new Undecodable(`item ${empty + 1} of the list is empty`);
}

/** `a=1,b=2`. */
export function splitPairs(text: string): unknown {
  const items = splitItems(text);
  if (!Array.isArray(items)) return items;
  const pairs = items.map((item: string) => [item.split("=", 1)[0]?.trim() ?? "", item] as const);
  if (pairs.some(([name, item]) => name === "" || !item.includes("="))) return undecodable("record");
  if (pairs.some(([name]) => isUnsafeKey(name))) return new Undecodable("holds a name that is refused");
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) return new Undecodable("holds a name twice");
  return Object.fromEntries(pairs.map(([name, item]) => [name, item.slice(item.indexOf("=") + 1).trim()]));
}
