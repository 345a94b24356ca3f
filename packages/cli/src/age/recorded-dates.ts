import type { Definition, SecretStore, Source } from "@confide/core";
import type {
  CallContext,
  SecretRecord,
  SecretRef,
  StoreSource,
  WritableSecretStore,
} from "@confide/core/adapter";

/** When a secret's version was made and ends, as its store says it. */
export interface SecretDates {
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  /** It was made for this reader, and is made anew when it ends. */
  readonly isLeased: boolean;
}

/** A definition whose stores keep the dates of what they read, and not its values. */
export interface RecordedDates {
  readonly definition: Definition;
  /** Of the secret that a source read by a name. */
  datesOf(source: string, name: string, version: string | undefined): Promise<SecretDates | undefined>;
}

interface Kept extends SecretDates {
  readonly store: SecretStore;
  readonly context: CallContext;
}

export function recordedDates({ schema, sources }: Definition): RecordedDates {
  const kept = new Map<string, Kept>();
  const recorded = sources?.map((source) => (isStoreSource(source) ? recordingSource(source, kept) : source));
  return {
    definition: { schema, ...(recorded && { sources: recorded }) },
    async datesOf(source, name, version) {
      const found = kept.get(recordKey(source, name, version));
      if (found === undefined || found.createdAt !== undefined) return found;
      const createdAt = await describedDate(name, version, found);
      return { ...found, ...(createdAt && { createdAt }) };
    },
  };
}

function isStoreSource(source: Source): source is StoreSource {
  return "store" in source && "refsOf" in source;
}

function recordingSource(source: StoreSource, kept: Map<string, Kept>): Source {
  return {
    ...source,
    async read(wanted, context) {
      const storeFor = (store: SecretStore) => {
        const keep = (ref: SecretRef, record: SecretRecord, call: CallContext) =>
          void kept.set(recordKey(source.name, ref.name, record.version), {
            ...datesIn(record),
            store,
            context: call,
          });
        return recordingStore(context.storeFor?.(store) ?? store, keep);
      };
      return source.read(wanted, { ...context, storeFor });
    },
  };
}

type Keep = (ref: SecretRef, record: SecretRecord, call: CallContext) => void;

function recordingStore(store: SecretStore, keep: Keep): SecretStore {
  const get: SecretStore["get"] = async (ref, call) => {
    const record = await store.get(ref, call);
    keep(ref, record, call);
    return record;
  };
  const getMany: SecretStore["getMany"] = async (refs, call) => {
    const outcomes = (await store.getMany?.(refs, call)) ?? [];
    for (const [index, { value }] of outcomes.entries()) {
      const ref = refs[index];
      if (value && ref) keep(ref, value, call);
    }
    return outcomes;
  };
  return new Proxy(store, {
    get(target, key) {
      if (key === "get") return get;
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== "function") return found;
      return key === "getMany" ? getMany : (found.bind(target) as unknown);
    },
  });
}

function datesIn({ createdAt, expiresAt, lease }: SecretRecord): SecretDates {
  return { ...(createdAt && { createdAt }), ...(expiresAt && { expiresAt }), isLeased: lease !== undefined };
}

/** Some stores say it only where they describe a secret, for which they may want another permission. */
async function describedDate(
  name: string,
  version: string | undefined,
  { store, context }: Kept,
): Promise<Date | undefined> {
  if (!isDescribing(store)) return undefined;
  try {
    // The load's own deadline is over by now, or nearly.
    const fresh = { signal: AbortSignal.timeout(DESCRIBE_MS), deadlineMs: Date.now() + DESCRIBE_MS };
    const { versions } = await store.describe(name, { ...context, ...fresh });
    return versions.find((each) => each.version === version)?.createdAt;
  } catch {
    return undefined; // denied, mostly: its age isn't known then
  }
}

const DESCRIBE_MS = 5000;

function isDescribing(store: SecretStore): store is SecretStore & Pick<WritableSecretStore, "describe"> {
  return "describe" in store && typeof store.describe === "function";
}

function recordKey(source: string, name: string, version: string | undefined): string {
  return JSON.stringify([source, name, version]);
}
