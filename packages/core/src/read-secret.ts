import { $ZodObject, type $ZodType, type output } from "zod/v4/core";

import { textsOf } from "./cache/texts.ts";
import { readRefs, refKey } from "./calls.ts";
import { StoreError } from "./errors.ts";
import { loadConfig, type LoadOptions } from "./load.ts";
import { formatRef, parseRef } from "./ref.ts";
import { peek, Secret } from "./secret.ts";
import { takeProperty } from "./sources/secrets.ts";
import type { SecretStore } from "./store.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * One secret, outside any configuration. Without a schema it is a `Secret` of what the store holds; with one it is
 * decoded and validated as a setting is, and only what the schema marks by `secret()` comes back as a Secret.
 *
 * @param ref `name?version=…#property`
 * @throws StoreError where it can't be read (also where it isn't there), ConfigError where the schema doesn't take it
 */
export async function readSecret(
  store: SecretStore,
  ref: string,
  schema?: undefined,
  options?: LoadOptions,
): Promise<Secret<string | Uint8Array>>;
export async function readSecret<S extends $ZodType>(
  store: SecretStore,
  ref: string,
  schema: S,
  options?: LoadOptions,
): Promise<output<S>>;
export async function readSecret(
  store: SecretStore,
  ref: string,
  schema?: $ZodType,
  options?: LoadOptions,
): Promise<unknown> {
  const { value, version } =
    heldIn(store, ref, options?.signal) ??
    (await (options ? readValue(store, ref, options) : readShared(store, ref)));
  return schema ? validated(schema, value, { source: store.kind, location: ref, version }) : value;
}

async function readValue(
  store: SecretStore,
  text: string,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal = new AbortController().signal }: LoadOptions = {},
): Promise<Read> {
  const ref = parseRef(text);
  signal.throwIfAborted();
  const outcomes = await readRefs(store, [ref], { signal, deadlineMs: Date.now() + timeoutMs });
  signal.throwIfAborted();
  const outcome = outcomes.get(refKey(ref));
  if (!outcome?.value) throw outcome?.error ?? notFound(store, text);
  const taken = takeProperty(outcome.value.value, ref);
  if (taken instanceof StoreError) throw taken;
  if (taken === undefined) throw notFound(store, text);
  const { version } = outcome.value;
  const value = new Secret(asText(peek(taken)));
  Secret.nameAs(value, formatRef(ref), { source: store.kind, location: formatRef(ref), version });
  const read = { value, version };
  textsOf<Read>(store)?.keep(text, refKey(ref), outcome.value, read);
  return read;
}

interface Read {
  readonly value: Secret<string | Uint8Array>;
  readonly version: string;
}

/** With others who ask a cached store for the same; where their read fails, by one of its own for the rest of the time. */
async function readShared(store: SecretStore, text: string): Promise<Read> {
  const texts = textsOf<Read>(store);
  if (!texts) return readValue(store, text);
  const startedMs = Date.now();
  const shared = texts.share(text, async () => readValue(store, text));
  try {
    return await shared.value;
  } catch (error) {
    const timeoutMs = DEFAULT_TIMEOUT_MS - (Date.now() - startedMs);
    if (shared.isOwn || timeoutMs <= 0) throw error;
    return readValue(store, text, { timeoutMs });
  }
}

/** What a cached store gave for the same text before, as long as it is fresh. */
function heldIn(store: SecretStore, text: string, signal: AbortSignal | undefined): Read | undefined {
  return signal?.aborted ? undefined : textsOf<Read>(store)?.get(text);
}

/** A property that is no text stays JSON. */
function asText(value: unknown): string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array ? value : JSON.stringify(value);
}

function notFound({ kind }: SecretStore, ref: string): StoreError {
  return new StoreError({ reason: "not-found", message: `${kind} has no ${ref}`, store: kind, ref });
}

/** The load of a configuration with one setting, so that one secret is decoded, checked and told of as any other. */
async function validated(
  schema: $ZodType,
  value: Secret<string | Uint8Array>,
  origin: { source: string; location: string; version: string },
): Promise<unknown> {
  const key = origin.location;
  const source = {
    name: origin.source,
    locate: () => origin.location,
    read: async () => ({ answers: [{ path: [key], value, origin }] }),
  };
  const definition = {
    schema: new $ZodObject({ type: "object", shape: { [key]: schema } }),
    sources: [source],
  };
  const config = (await loadConfig(definition)) as Readonly<Record<string, unknown>>;
  return config[key];
}
