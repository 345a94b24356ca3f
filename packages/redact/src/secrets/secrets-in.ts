import { Secret } from "@confide/core/adapter";

import type { Named } from "./compile.ts";
import { readable } from "../objects/readable.ts";

/** Every Secret in a configuration, a list, a Map, however deep; one without Secrets gives none. */
export function secretsIn(value: unknown): readonly Named[] {
  const found: Named[] = [];
  const seen = new Set<unknown>();
  // A list of what is to do, and no calls in calls: whatever depth it has.
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (Secret.is(next)) {
      const secret = named(next);
      found.push(secret);
      // A Secret within a Secret's value is one too.
      waiting.push(secret.value);
    } else if (!ArrayBuffer.isView(next)) for (const item of itemsOf(next).toReversed()) waiting.push(item);
  }
  return found;
}

export function named(secret: Secret<unknown>, label: string = secret.toString()): Named {
  return { value: secret.reveal("redaction"), label };
}

function itemsOf(value: object): unknown[] {
  if (value instanceof Map)
    return [...(value.keys() as Iterable<unknown>), ...(value.values() as Iterable<unknown>)];
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)];
  return Object.keys(value).map((key) => readable(value, key));
}
