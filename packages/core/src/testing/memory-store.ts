import { checkNotes, checkPut } from "../adapter/check-writes.ts";
import { reasonText, SourceError, type SourceErrorReason } from "../model/errors.ts";
import { formatRef, type SecretRef } from "../model/ref.ts";
import { machineClock } from "../util/clock.ts";
import { endReason } from "../util/end-reason.ts";
import { knownOptions } from "../util/known-options.ts";
import type {
  CallContext,
  Outcome,
  SecretRecord,
  VersionDescription,
  WritableSecretStore,
} from "../contract/store.ts";
import type { MemoryStoreOptions } from "./memory-store-options.ts";
import {
  addVersion,
  descriptionOf,
  etagOf,
  labelsOf,
  makeCurrent,
  seedVersion,
  type StoredSecret,
  versionOf,
} from "./stored-secret.ts";

/** A store in this process, with everything that a real one has but the network. */
export interface MemoryStore extends WritableSecretStore {
  /** Every call that reached it, in order: for tests of how often a store is asked. `get` and `getMany` are a `read`. */
  readonly calls: readonly { readonly method: string; readonly refs: readonly string[] }[];
  /** Lets reads of a name fail until `undefined` takes it back: with a reason, or as a call that never answers. */
  fail(name: string, how: SourceErrorReason | "hang" | undefined): void;
  /** Sets a version's state, as an operator would. */
  setState(name: string, version: string, state: VersionDescription["state"]): void;
}

/**
 * A store for tests. Values are text, an object (kept as JSON), or bytes.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 *
 * const store = memoryStore({ "prod/database": { password: "…" } });
 * store.fail("prod/database", "denied");
 * ```
 */
export function memoryStore(
  values: Readonly<Record<string, unknown>> = {},
  given?: MemoryStoreOptions,
): MemoryStore {
  const names = { kind: true, limits: true, delayMs: true, clock: true } as const;
  const options: MemoryStoreOptions = knownOptions("memoryStore()", given, names);
  const { kind = "memory-store", limits = { batch: 20, concurrency: 10 } } = options;
  const { delayMs = 0, clock = machineClock } = options;
  const entries = new Map<string, StoredSecret>();
  const failures = new Map<string, SourceErrorReason | "hang">();
  const calls: { method: string; refs: readonly string[] }[] = [];
  const failWith = (reason: SourceErrorReason, message: string, ref?: string) =>
    new SourceError({ reason, message, store: kind, ref });

  const timeNow = () => new Date(clock.now());

  for (const [name, value] of Object.entries(values)) seedVersion(entryOf(name), name, value, timeNow());

  function entryOf(name: string): StoredSecret {
    const entry = entries.get(name) ?? { versions: [], annotations: new Map<string, string>() };
    entries.set(name, entry);
    return entry;
  }

  function existing(name: string): StoredSecret {
    const entry = entries.get(name);
    if (!entry) throw failWith("not-found", `${kind} has no ${name}`, name);
    return entry;
  }

  async function called(method: string, refs: readonly string[], context: CallContext): Promise<void> {
    calls.push({ method, refs });
    const hangs = refs.some((ref) => failures.get(ref.split("?", 1)[0] ?? "") === "hang");
    const { signal } = context;
    if (!signal.aborted && (hangs || delayMs > 0)) await delay(hangs ? undefined : delayMs, signal);
    const reason = endReason(context);
    if (reason) throw failWith(reason, reasonText(reason, kind), refs[0]);
  }

  function readOne(ref: SecretRef): Outcome<SecretRecord> {
    const [shown, failure] = [formatRef(ref), failures.get(ref.name)];
    if (failure && failure !== "hang") return { error: failWith(failure, reasonText(failure, kind), shown) };
    const entry = entries.get(ref.name);
    const found = entry && versionOf(entry, ref.version);
    if (!entry || !found) return { error: failWith("not-found", `${kind} has no ${shown}`, shown) };
    if (found.state !== "enabled")
      return { error: failWith(found.state, `${shown} is ${found.state}`, shown) };
    const { value, version, createdAt } = found;
    return { value: { value, version, createdAt, labels: labelsOf(entry, version) } };
  }

  return {
    name: kind,
    limits,
    calls,
    writes: { cas: "version", pending: "stage", retire: "destroy" },
    now: clock.now,
    fail: (name, how) => void (how === undefined ? failures.delete(name) : failures.set(name, how)),
    setState(name, version, state) {
      const found = existing(name).versions.find((each) => each.version === version);
      if (found) found.state = state;
    },

    async get(ref, context) {
      await called("read", [formatRef(ref)], context);
      const { value, error } = readOne(ref);
      if (error) throw error;
      return value;
    },

    async getMany(refs, context) {
      await called("read", refs.map(formatRef), context);
      return refs.map(readOne);
    },

    async describe(name, context) {
      await called("describe", [name], context);
      return descriptionOf(name, existing(name));
    },

    async put(name, value, how, context) {
      checkPut(kind, value, how);
      const { idempotencyKey, stage, expect } = how;
      await called("put", [name], context);
      const held = entries.get(name)?.versions.find(({ key }) => key === idempotencyKey);
      if (held?.value.equals(value)) return { version: held.version };
      if (held) throw failWith("conflict", `${name} has another value under the same idempotency key`, name);
      if (expect !== undefined && (entries.get(name)?.current ?? "none") !== expect)
        throw failWith("conflict", `${name} has another current version than expected`, name);
      return {
        version: addVersion(entryOf(name), { value, key: idempotencyKey, stage, createdAt: timeNow() }),
      };
    },

    async promote(name, version, { expectCurrent }, context) {
      await called("promote", [name], context);
      const entry = existing(name);
      if (entry.current === version) return;
      if ((entry.current ?? "none") !== expectCurrent)
        throw failWith("conflict", `${name} has another current version than expected`, name);
      if (versionOf(entry, version)?.state !== "enabled")
        throw failWith("not-found", `${name} has no enabled version ${version}`, name);
      makeCurrent(entry, version);
    },

    async annotate(name, patch, { expect }, context) {
      checkNotes(kind, patch);
      await called("annotate", [name], context);
      const entry = existing(name);
      if (expect !== undefined && etagOf(entry) !== expect)
        throw failWith("conflict", `${name} was changed meanwhile`, name);
      for (const [note, text] of Object.entries(patch)) {
        if (text === null) entry.annotations.delete(note);
        else entry.annotations.set(note, text);
      }
    },

    async retire(name, version, context) {
      await called("retire", [name], context);
      const entry = existing(name);
      if (entry.current === version)
        throw failWith("conflict", `${version} is the current version of ${name}`, name);
      const found = entry.versions.find((each) => each.version === version);
      if (found) found.state = "destroyed";
      if (entry.pending === version) delete entry.pending;
    },

    async list(prefix, context) {
      await called("list", [prefix], context);
      return [...entries.keys()].filter((name) => name.startsWith(prefix)).toSorted();
    },

    async delete(name, context) {
      await called("delete", [name], context);
      entries.delete(name);
    },
  };
}

function delay(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
