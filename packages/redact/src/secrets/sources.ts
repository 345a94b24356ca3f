import type { Definition, SecretStore } from "@confide/core";

import type { LiveSecrets, RecordedSecrets } from "./follow.ts";

/** Whatever holds Secrets: a configuration, a live one, a cached store, Secrets, or a list of any of these. */
export type SecretsFrom = object;

/** The same as a parameter: in the place of what holds no loaded value yet is what to write. */
export type Loaded<From> = [Mistake<EachOf<From>>] extends [never] ? From : Mistake<EachOf<From>>;

type EachOf<From> = From extends readonly (infer Each)[] ? Each : From;

type Mistake<From> = From extends LiveSecrets | RecordedSecrets ? never : MistakeIn<From>;

type MistakeIn<From> =
  | (From extends PromiseLike<unknown> ? typeof PROMISE : never)
  | (From extends Definition ? typeof DEFINITION : never)
  | (From extends SecretStore ? typeof STORE : never)
  | (From extends (...values: never[]) => unknown ? typeof FUNCTION : never)
  | (From extends string | number | bigint | boolean | symbol ? typeof VALUE : never);

const PROMISE = "a promise holds no value yet: redactor(await loadConfig(…))";
const DEFINITION = "a definition holds no values: redactor(await loadConfig(definition))";
const STORE = "a store's values are known by its cache: redactor(cached(store))";
const FUNCTION = "a function holds no values: redactor(await loadConfig(…))";
const VALUE = "a value by itself has no name: redactor([new Secret(value, name)])";
const NO_VALUES = "nothing holds no values: redactor(await loadConfig(…))";

/**
 * Refuses what would be accepted and know nothing.
 *
 * @throws TypeError that says what to write.
 */
export function checkLoaded(from: unknown): void {
  const mistake = from === undefined || from === null ? NO_VALUES : mistakeOf(from);
  if (mistake !== undefined) throw new TypeError(`redactor(): ${mistake}`);
  // A setting that is optional may be missing in a list.
  if (Array.isArray(from))
    for (const each of from) if (each !== undefined && each !== null) checkLoaded(each);
}

function mistakeOf(from: unknown): string | undefined {
  if (typeof from === "function") return FUNCTION;
  if (typeof from !== "object" || from === null) return VALUE;
  if (isRecorded(from) || isLive(from)) return undefined;
  if (hasMethod(from, "then")) return PROMISE;
  if ("schema" in from && typeof from.schema === "object" && from.schema !== null && "_zod" in from.schema)
    return DEFINITION;
  return "name" in from && "limits" in from && hasMethod(from, "get") ? STORE : undefined;
}

export function isLive(from: object): from is LiveSecrets {
  return hasMethod(from, "onChange") && "current" in from;
}

export function isRecorded(from: object): from is RecordedSecrets {
  return hasMethod(from, "onRecord");
}

function hasMethod(from: object, name: string): boolean {
  return typeof Reflect.get(from, name) === "function";
}
