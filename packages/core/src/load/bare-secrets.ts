import type { Origin, Problem } from "../model/problem.ts";
import type { Plan } from "../schema/plan.ts";
import { isSecret } from "../secret/secret.ts";
import { isObject } from "../util/objects.ts";
import { partsOf } from "../util/parts-of.ts";
import type { Resolved } from "./extras.ts";

/**
 * A Secret for a setting that is none would come out bare: the code that wrapped the value doesn't expect that. What a store holds
 * is always a Secret, and `refs` may name it for any setting.
 */
export function bareSecretProblems(plan: Plan, values: ReadonlyMap<string, Resolved>): Problem[] {
  return plan.settings.flatMap(({ name, path, secret }): Problem[] => {
    const resolved = secret ? undefined : values.get(name);
    if (!resolved || isOfStore(resolved.origin) || !holdsSecretValue(resolved.value)) return [];
    const { origin, source } = resolved;
    const message = `is no secret() setting, but ${source.name} gave a Secret`;
    return [{ path, kind: "invalid", message, places: [origin], fix: "wrap its schema in secret()" }];
  });
}

/** Its records have versions, also where another source wraps the one that read it. */
export function isOfStore({ version }: Origin): boolean {
  return version !== undefined;
}

/** A loop: a value may hold itself, be nested deeper than the stack, or hold more than a call takes. */
export function holdsSecretValue(value: unknown): boolean {
  const [pending, seen] = [[value], new Set<unknown>()];
  for (const next of pending) {
    if (isSecret(next)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const part of partsOf(next) ?? []) if (isObject(part)) pending.push(part);
  }
  return false;
}
