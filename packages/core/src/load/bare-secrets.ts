import type { Origin, Problem } from "../model/problem.ts";
import type { Plan } from "../schema/plan.ts";
import { isSecret } from "../secret/secret.ts";
import { isPlainObject } from "../util/safe-json.ts";
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

/** A loop: a value may hold itself, or be nested deeper than the stack. */
export function holdsSecretValue(value: unknown): boolean {
  const [pending, seen] = [[value], new Set<unknown>()];
  while (pending.length > 0) {
    const next = pending.pop();
    if (isSecret(next)) return true;
    if (!isHolder(next) || seen.has(next)) continue;
    seen.add(next);
    pending.push(...(next instanceof Map ? next.values() : Object.values(next)));
    if (next instanceof Set) pending.push(...(next as Set<unknown>));
  }
  return false;
}

function isHolder(value: unknown): value is object {
  return isPlainObject(value) || [Array, Map, Set].some((holder) => value instanceof holder);
}
