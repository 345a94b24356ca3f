import type { $ZodType, output } from "zod/v4/core";

import { readRefs, refKey } from "../stores/read-refs.ts";
import { SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import { DEFAULT_TIMEOUT_MS } from "./deadline.ts";
import { conclude } from "./conclude.ts";
import type { LoadOptions } from "./load-options.ts";
import { checkedMs } from "../util/checked-ms.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";
import { exactJson } from "../util/json-text.ts";
import { formatRef, parseRef } from "../model/ref.ts";
import { Resolution } from "./resolution.ts";
import { type Plan, planOf } from "../schema/plan.ts";
import { objectOf } from "../schema/object-of.ts";
import { peek, Secret } from "../secret/secret.ts";
import type { Source } from "../contract/source.ts";
import { takeProperty } from "../stores/from-store.ts";
import { lackOf } from "../stores/lacks.ts";
import type { SecretStore } from "../contract/store.ts";

export interface ReadSecretOptions<S extends $ZodType = $ZodType> extends LoadOptions {
  /**
   * Decodes and validates the secret as a setting.
   *
   * @default none: the secret is a `Secret` of what the store holds
   */
  readonly schema?: S | undefined;
}

/**
 * One secret, outside any configuration. Without a schema it is a `Secret` of what the store holds; with one it is
 * decoded and validated as a setting is, and only what the schema marks by `secret()` comes back as a Secret.
 *
 * @param ref `name?version=…#property`
 * @throws SourceError where it can't be read (also where it isn't there), ConfigError where the schema doesn't take it
 *
 * @example
 * ```ts
 * import { readSecret } from "@confide/core";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const store = memoryStore({ "prod/stripe": { apiKey: "…" } });
 * const apiKey = await readSecret(store, "prod/stripe#apiKey");
 * ```
 */
export async function readSecret(
  store: SecretStore,
  ref: string,
  options?: ReadSecretOptions & { readonly schema?: undefined },
): Promise<Secret<string | Uint8Array>>;
export async function readSecret<S extends $ZodType>(
  store: SecretStore,
  ref: string,
  options: ReadSecretOptions<S> & { readonly schema: S },
): Promise<output<S>>;
export async function readSecret(
  store: SecretStore,
  text: string,
  options?: ReadSecretOptions,
): Promise<unknown> {
  const given: ReadSecretOptions = knownOptions("readSecret()", options, READ_SECRET_OPTIONS);
  const { schema, timeoutMs = DEFAULT_TIMEOUT_MS, signal = new AbortController().signal } = given;
  checkedMs("timeoutMs", timeoutMs);
  const ref = parseRef(text);
  signal.throwIfAborted();
  const outcomes = await readRefs(store, [ref], { signal, deadlineMs: Date.now() + timeoutMs });
  signal.throwIfAborted();
  const outcome = outcomes.get(refKey(ref));
  if (!outcome?.value) throw outcome?.error ?? notFound(store, text);
  const taken = takeProperty(outcome.value.value, ref);
  if (taken instanceof SourceError) throw taken;
  if (taken === undefined) throw notFound(store, text, lackOf(outcome.value.value, ref)?.text);
  const origin = { source: store.name, location: formatRef(ref), version: outcome.value.version };
  if (schema) return validated(schema, taken, origin);
  const secret = new Secret(asText(peek(taken)));
  Secret.nameAs(secret, origin.location, origin);
  return secret;
}

const READ_SECRET_OPTIONS: OptionNames<ReadSecretOptions> = {
  schema: true,
  timeoutMs: true,
  signal: true,
  onWarning: true,
};

/** A property that is no text stays JSON. */
function asText(value: unknown): string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array ? value : exactJson(value);
}

function notFound({ name }: SecretStore, ref: string, lack?: string): SourceError {
  const message = lack === undefined ? `${name} has no ${ref}` : `${name} ${lack}`;
  return new SourceError({ reason: "not-found", message, store: name, ref });
}

/** A configuration with one setting, named as the ref, so that one secret is decoded and validated as any other. */
async function validated(schema: $ZodType, value: Secret<unknown>, origin: Located): Promise<unknown> {
  const { source: name, location: key } = origin;
  const plan = planFor(schema, key);
  const source: Source = { name, locate: () => key, read: async () => ({ answers: [] }) };
  const resolution = new Resolution(plan);
  resolution.take(source, plan.settings, { answers: [{ path: [key], value, origin }] });
  const { config } = await conclude({ plan, sources: [source], resolution });
  return (config as Readonly<Record<string, unknown>>)[key];
}

type Located = Origin & { readonly location: string };

/** More refs than one schema is meant for; a program that makes refs up as it goes must not fill the memory. */
const MOST_PLANS = 1_000;

const secretPlans = new WeakMap<$ZodType, Map<string, Plan>>();

function planFor(schema: $ZodType, key: string): Plan {
  const byKey = secretPlans.get(schema) ?? new Map<string, Plan>();
  const plan = byKey.get(key) ?? planOf(objectOf(key, schema));
  if (byKey.size >= MOST_PLANS) byKey.clear();
  secretPlans.set(schema, byKey.set(key, plan));
  return plan;
}
