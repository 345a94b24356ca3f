import { Secret } from "@confide/core";

import type { Named } from "./compile.ts";

/** Every Secret in a configuration, a list, a Map, however deep; what holds none brings none. */
export function secretsIn(value: unknown): readonly Named[] {
  const found: Named[] = [];
  collect(value, found, new Set());
  return found;
}

export function named(secret: Secret<unknown>, label: string = secret.toString()): Named {
  return { value: secret.reveal("redaction"), label };
}

function collect(value: unknown, found: Named[], seen: Set<object>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (Secret.is(value)) {
    const secret = named(value);
    found.push(secret);
    // A Secret within a Secret's value is one too.
    collect(secret.value, found, seen);
    return;
  }
  if (ArrayBuffer.isView(value)) return;
  for (const item of itemsOf(value)) collect(item, found, seen);
}

function itemsOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()] as unknown[];
  if (Symbol.iterator in value) return value as Iterable<unknown>;
  return Object.values(value) as unknown[];
}
