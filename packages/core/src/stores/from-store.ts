import { noOutcome } from "./get-outcomes.ts";
import { readRefs, refKey } from "./read-refs.ts";
import { SourceError } from "../model/errors.ts";
import { isPlainObject, parseJson } from "../util/safe-json.ts";
import { formatProperty, formatRef, parseRef, type SecretRef } from "../model/ref.ts";
import { peek, Secret } from "../secret/secret.ts";
import { isSetting, pathName, type Place, type Setting } from "../model/setting.ts";
import type { Failed, Found, Reading, ReadContext, Source } from "../contract/source.ts";
import type { Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { type StoreAsk, misspeltProperty, whyMissingIn } from "./lacks.ts";
import { wholeSecret } from "./whole-secret.ts";
import { checkedMs } from "../util/checked-ms.ts";
import { knownOptions } from "../util/known-options.ts";
import { misuse } from "../util/misuse.ts";
import { FROM_STORE_OPTIONS, type FromStoreOptions } from "./from-store-options.ts";
import { kebabCase } from "../util/text.ts";

/** A source that reads of a store: what `policiesOf` looks for. */
export interface StoreSource extends Source {
  readonly store: SecretStore;
  /** The refs that it would read for these settings, each once, without their properties. */
  readonly refsOf: (settings: readonly Setting[]) => readonly SecretRef[];
}

/**
 * A secret store as a source. Only settings marked `secret()` are asked of it, and what `refs` names; a secret that
 * several settings read of is read once, and none that an earlier source had.
 *
 * @example
 * ```ts
 * import { fromStore, loadConfig, secret } from "@confide/core";
 * import { memoryStore } from "@confide/core/testing";
 * import * as z from "zod";
 *
 * const store = memoryStore({ "prod/database": { password: "…" } }); // awsSecretsManager() in a program
 * const schema = z.object({ database: z.object({ password: secret(z.string()) }) });
 * const sources = [fromStore(store, { refs: { database: "prod/database" } })];
 * const { database } = await loadConfig({ schema, sources });
 * ```
 */
export function fromStore(store: SecretStore, options?: FromStoreOptions): StoreSource {
  const given: FromStoreOptions = knownOptions("fromStore()", options, FROM_STORE_OPTIONS);
  const { refs = {}, prefix = "", plainSettings = false, name = store.name, timeoutMs } = given;
  if (timeoutMs !== undefined) checkedMs("timeoutMs", timeoutMs);
  if (typeof prefix !== "string") throw misuse("fromStore() takes a string as prefix");
  const chosen = new Map(
    Object.entries(typeof refs === "string" ? { "": refs } : refs).map(([path, text]) => [
      path,
      refOf(path, text),
    ]),
  );
  const separator = store.separator ?? "/";

  /** An exact ref, one of the nearest group around it, or the name that follows from its path. */
  function targetOf(place: Place): Target | undefined {
    const exact = chosen.get(place.name);
    if (exact) return { path: place.path, ref: exact };
    if (!isSetting(place)) return undefined;
    const around = [{ path: [], name: "" }, ...place.groups].findLast(({ name: group }) => chosen.has(group));
    const ref = around && chosen.get(around.name);
    if (ref) return { path: around.path, ref };
    return place.secret || plainSettings ? { path: place.path, ref: { name: ownName(place) } } : undefined;
  }

  function ownName({ path }: Setting): string {
    return prefix + path.map(kebabCase).join(separator);
  }

  /** Only those that follow from paths: `refs` may name one secret for two settings. */
  function names(place: Place): readonly string[] {
    const { ref } = targetOf(place) ?? {};
    return isSetting(place) && ref?.property === undefined && ref?.name === ownName(place) ? [ref.name] : [];
  }

  function refFor(place: Place): SecretRef | undefined {
    const target = targetOf(place);
    return target && refWithin(target.ref, place.path.slice(target.path.length));
  }

  function locate(place: Place): string | undefined {
    const ref = refFor(place);
    return ref && formatRef(ref);
  }

  async function read(
    wanted: readonly Place[],
    { signal, deadlineMs, storeFor = itself }: ReadContext,
  ): Promise<Reading> {
    const targets = new Map(
      wanted.flatMap((place) => targetOf(place) ?? []).map((target) => [target.path.join("\0"), target]),
    );
    const asked = [...targets.values()];
    const settingsOf = (key: string) =>
      asked.filter(({ ref }) => refKey(ref) === key).map(({ path }) => pathName(path));
    const outcomes = await readRefs(
      storeFor(store),
      asked.map(({ ref }) => ref),
      { signal, deadlineMs, timeoutMs, settingsOf },
    );
    const asks = wanted.filter(isSetting).flatMap((setting): StoreAsk[] => {
      const ref = refFor(setting);
      if (!ref) return [];
      return [
        { setting, ref, isOwn: targetOf(setting)?.path === setting.path, outcome: outcomes.get(refKey(ref)) },
      ];
    });
    const answers = asked.flatMap(
      (target) => storeAnswer(target, outcomes.get(refKey(target.ref)), name) ?? [],
    );
    const answered = new Set(answers.map(({ path }) => path));
    return {
      answers,
      // What is there isn't misspelt: its secret need not be read once more.
      warnings: asks.flatMap((ask) => {
        const isThere = answered.has(ask.setting.path);
        return (isThere ? wholeSecret(ask, name) : misspeltProperty(ask, name)) ?? [];
      }),
      // On use: it reads each secret once more.
      get missing() {
        return asks.flatMap((ask) => whyMissingIn(ask, name) ?? []);
      },
    };
  }

  function refsOf(settings: readonly Setting[]): readonly SecretRef[] {
    const asked = settings.flatMap((setting) => targetOf(setting)?.ref ?? []);
    return [...new Map(asked.map(({ property: _, ...ref }) => [formatRef(ref), ref])).values()];
  }

  const paths = { "fromStore({ refs })": [...chosen.keys()].filter((path) => path !== "") };
  return { name, store, locate, names, paths, read, refsOf };
}

function itself(store: SecretStore): SecretStore {
  return store;
}

/** What one ref fills: a setting, or a group. */
interface Target {
  readonly path: readonly string[];
  readonly ref: SecretRef;
}

function refWithin(ref: SecretRef, below: readonly string[]): SecretRef {
  return below.length === 0 ? ref : { ...ref, property: [...(ref.property ?? []), ...below] };
}

/** Nothing for what isn't there: a missing secret, or a property that a JSON secret lacks. */
function storeAnswer(
  { path, ref }: Target,
  outcome: Outcome<SecretRecord> | undefined,
  source: string,
): Found | Failed | undefined {
  const place = { source, location: formatRef(ref) };
  if (!outcome) return { path, ...noOutcome(source, ref), origin: place };
  if (outcome.error?.reason === "not-found") return undefined;
  if (outcome.error) return { path, error: outcome.error, origin: place };
  const { value: record } = outcome;
  const taken = takeProperty(record.value, ref);
  const origin = { ...place, version: record.version };
  if (taken instanceof SourceError) return { path, error: taken, origin };
  return taken === undefined ? undefined : { path, value: taken, origin };
}

/** The property that a ref names, still a Secret; `undefined` where the JSON lacks it. */
export function takeProperty(
  secret: Secret<string | Uint8Array>,
  ref: SecretRef,
): Secret<unknown> | SourceError | undefined {
  const { property } = ref;
  if (property === undefined) return secret;
  const bytes = peek(secret);
  const parsed = parseJson(typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
  if (parsed.failure !== undefined) return notJson(ref, parsed.failure);
  let value: unknown = parsed.value;
  for (const segment of property) {
    if (!isPlainObject(value) && !Array.isArray(value))
      return value === undefined ? undefined : notJson(ref, "has no properties at that place");
    value = Object.hasOwn(value, segment) ? Reflect.get(value, segment) : undefined;
  }
  return value === undefined ? undefined : new Secret(value);
}

function notJson({ name, property = [] }: SecretRef, failure: string): SourceError {
  const message = `#${formatProperty(property)} asks for a property, but the secret ${failure}`;
  return new SourceError({ reason: "malformed", message, ref: name });
}

/** In a program without types it may come from a variable that isn't set: the secret `undefined` would be missing, and a default taken. */
function refOf(path: string, text: unknown): SecretRef {
  if (typeof text === "string") return parseRef(text);
  const of = path === "" ? "" : ` for ${path}`;
  throw misuse(`fromStore() takes a string as the ref${of}: name?version=…#property`);
}
