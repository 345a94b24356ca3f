import { unlessAborted } from "../util/abort.ts";
import { refKey } from "../stores/read-refs.ts";
import { asError, SourceError } from "../model/errors.ts";
import { formatRef, type SecretRef } from "../model/ref.ts";
import type {
  CallContext,
  Outcome,
  SecretDescription,
  SecretStore,
  WritableSecretStore,
} from "../contract/store.ts";

/**
 * Which version each ref would bring now, without its value: by `versions` where the store has it, else by `describe`.
 * `undefined`: this store can't tell.
 */
export async function currentVersions(
  store: SecretStore,
  refs: readonly SecretRef[],
  context: CallContext,
): Promise<ReadonlyMap<string, Outcome<string>> | undefined> {
  const ask = askerOf(store);
  if (!ask) return undefined;
  const outcomes = new Map<string, Outcome<string>>();
  const left = [...refs];
  const worker = async () => {
    for (let ref = left.shift(); ref; ref = left.shift())
      outcomes.set(refKey(ref), await outcomeOf(store, ref, context, ask));
  };
  await Promise.all(Array.from({ length: Math.min(store.limits.concurrency, refs.length) }, worker));
  return outcomes;
}

type Ask = (ref: SecretRef, context: CallContext) => Promise<string | undefined>;

function askerOf(store: SecretStore): Ask | undefined {
  if (store.currentVersion) return store.currentVersion.bind(store);
  if (!("writes" in store)) return undefined;
  const writable = store as WritableSecretStore;
  return async (ref, context) => describedVersion(await writable.describe(ref.name, context), ref);
}

/** Nothing where a read would fail, or where it isn't known: then a read has to find out. */
function describedVersion(
  { current, versions }: SecretDescription,
  { version }: SecretRef,
): string | undefined {
  const found = versions.find((each) =>
    version === undefined
      ? each.version === current
      : each.version === version || each.labels.includes(version),
  );
  return found?.state === "enabled" ? found.version : undefined;
}

async function outcomeOf(
  store: SecretStore,
  ref: SecretRef,
  context: CallContext,
  ask: Ask,
): Promise<Outcome<string>> {
  const at = formatRef(ref);
  const fail = (reason: "timeout" | "unknown", message: string) => ({
    error: new SourceError({ reason, message, store: store.name, ref: at }),
  });
  try {
    return await unlessAborted<Outcome<string>>(
      context.signal,
      async () => {
        const version = await ask(ref, context);
        return version === undefined
          ? fail("unknown", `${store.name} does not tell the version of ${at}`)
          : { value: version };
      },
      () => fail("timeout", `${store.name} did not tell the version of ${at} in time`),
    );
  } catch (error) {
    return { error: asError(error, store.name, at) };
  }
}
