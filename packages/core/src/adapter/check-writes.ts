import type { PutOptions } from "../contract/store.ts";
import { isSecret, peek, type Secret } from "../secret/secret.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";
import { misuse } from "../util/misuse.ts";

/**
 * What `put` is given, before anything is asked or written. A program without types would else get an error about the
 * disk, the vendor's answer, or a secret that nobody can read.
 *
 * @throws TypeError for what is no Secret of a string or of bytes, and for options that no `put` takes
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { checkPut } from "@confide/core/adapter";
 *
 * const value: unknown = new Secret("…");
 * checkPut("etcd", value, { idempotencyKey: crypto.randomUUID(), stage: "current" });
 * // value: Secret<string | Uint8Array>
 * ```
 */
export function checkPut(
  store: string,
  value: unknown,
  options: PutOptions,
): asserts value is Secret<string | Uint8Array> {
  checkContent(store, value);
  const { idempotencyKey, stage, expect } = knownOptions(`put() of ${store}`, options, PUT_OPTIONS);
  if (typeof idempotencyKey !== "string" || idempotencyKey === "")
    throw misuse(
      `put() of ${store} needs an idempotencyKey: crypto.randomUUID(), the same when it is repeated`,
    );
  if (stage !== "current" && stage !== "pending")
    throw misuse(`put() of ${store} needs a stage: "current" or "pending"`);
  if (expect !== undefined && typeof expect !== "string")
    throw misuse(`put() of ${store} takes a version as expect, a string`);
}

const PUT_OPTIONS: OptionNames<PutOptions> = { idempotencyKey: true, stage: true, expect: true };

/**
 * What `annotate` is given, before anything is asked or written.
 *
 * @throws TypeError for a note that is no string, nor `null` to take one away
 *
 * @example
 * ```ts
 * import { checkNotes } from "@confide/core/adapter";
 *
 * checkNotes("etcd", { owner: "payments", reviewed: null });
 * ```
 */
export function checkNotes(store: string, patch: Readonly<Record<string, string | null>>): void {
  for (const text of Object.values(patch))
    if (text !== null && typeof text !== "string")
      throw misuse(`annotate() of ${store} takes notes that are strings, and null to take one away`);
}

function checkContent(store: string, value: unknown): void {
  const content = isSecret(value) ? peek(value) : undefined;
  if (typeof content === "string" || content instanceof Uint8Array) return;
  const given = isSecret(value) ? `a Secret of ${kindOfContent(content)}` : kindOfContent(value);
  throw misuse(
    `put() of ${store} takes a Secret of a string or of bytes, new Secret("…"), and was given ${given}`,
  );
}

function kindOfContent(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `a ${typeof value}`;
}
