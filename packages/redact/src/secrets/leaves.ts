import { readable } from "../objects/readable.ts";

/** Shorter ones are found too often where they mean something else. */
const LEAST_TOLD = 6;

/** The texts in a value of whatever depth. What can't be read is left out: it is no part that a program could print. */
export function leavesOf(value: unknown): readonly string[] {
  const leaves = new Set<string>();
  const seen = new Set<unknown>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "object" && next !== null) {
      if (seen.has(next)) continue;
      seen.add(next);
      for (const key of readableKeys(next)) waiting.push(readable(next, key));
      if (next instanceof Map || next instanceof Set)
        for (const part of next as Iterable<unknown>) waiting.push(part);
    } else if (isScalar(next) && String(next).length >= LEAST_TOLD) leaves.add(String(next));
  }
  return [...leaves];
}

function isScalar(value: unknown): value is string | number | bigint {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint";
}

function readableKeys(value: object): readonly string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}
