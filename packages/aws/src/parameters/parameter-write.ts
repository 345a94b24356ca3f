import {
  type CallContext,
  checkNotes,
  checkPut,
  ignore,
  isSourceError,
  Secret,
  type SecretStore,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { failure } from "../errors.ts";
import { LONGEST_NOTE, tagKeyOf, tagOf } from "../notes.ts";
import { pages } from "../pages.ts";
import type { ParameterCalls } from "./parameter-client.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import {
  checkOwnParameter,
  checkParameter,
  fullName,
  isPendingName,
  pendingName,
} from "./parameter-names.ts";
import { addTags, checkCurrent, parameterText, putCurrent, putWaiting } from "./parameter-put.ts";
import { listAsRead } from "./string-list.ts";
import {
  numberOf,
  OWN_TAGS,
  parameterDescription,
  type ParameterState,
  parameterState,
  retiredText,
} from "./parameter-state.ts";

type ParameterWriting = Pick<
  WritableSecretStore,
  "writes" | "longestNote" | "describe" | "put" | "promote" | "annotate" | "retire" | "list" | "delete"
>;

/**
 * Each `PutParameter` makes a version that every reader sees, and no call asks which one was current before. So a value that
 * isn't current yet waits in a parameter of its own, and only a lock keeps two writers apart.
 */
export function parameterWriter(aws: ParameterCalls, get: SecretStore["get"]): ParameterWriting {
  const stateOf = async (name: string, context: CallContext) => {
    checkOwnParameter({ name });
    return parameterState(aws, name, context);
  };
  const existing = async (name: string, context: CallContext) => {
    const state = await stateOf(name, context);
    if (state.current === "none" && !state.waiting)
      throw failure("not-found", name, "there is no such parameter", PARAMETERS);
    return state;
  };
  const valueAt = async (name: string, version: string | undefined, context: CallContext) =>
    String((await get({ name, ...(version !== undefined && { version }) }, context)).value.reveal("put"));

  /** The version that a put with this key has made before, if its value is the same. */
  async function madeBefore(
    state: ParameterState,
    { text, key, isPending }: { text: string; key: string; isPending: boolean },
    context: CallContext,
  ): Promise<string | undefined> {
    const { name, waiting, puts, current } = state;
    const isWaiting = isPending && waiting?.key === key;
    const made = isWaiting ? waiting.version : puts.get(key);
    if (made === undefined || (!isWaiting && Number(made) > numberOf(current))) return undefined;
    const held = await (isWaiting
      ? valueAt(pendingName(name), undefined, context)
      : valueAt(name, made, context));
    if (new Secret(held).equals(new Secret(text))) return made;
    throw failure("conflict", name, "it has another value under the same idempotency key", PARAMETERS);
  }

  async function forget(Name: string, context: CallContext): Promise<void> {
    const deleting = aws.call(
      { action: "DeleteParameter", name: Name },
      context,
      ({ client, sdk }, options) => client.send(new sdk.DeleteParameterCommand({ Name }), options),
    );
    await deleting.catch(ignore("not-found"));
  }

  return {
    // confide's own tag says that a version is disabled. AWS still returns it by its number.
    writes: { cas: "none", pending: "sibling", retire: "disable" },
    longestNote: LONGEST_NOTE,

    describe: async (name, context) => parameterDescription(await existing(name, context)),

    async put(name, value, options, context) {
      checkPut(PARAMETERS, value, options);
      const { idempotencyKey: key, stage, expect } = options;
      const given = parameterText(name, value);
      const state = await stateOf(name, context);
      const text = state.versions.at(-1)?.Type === "StringList" ? listAsRead(name, given) : given;
      const isPending = stage === "pending";
      const made = await madeBefore(state, { text, key, isPending }, context);
      if (made !== undefined) return { version: made };
      checkCurrent(state, expect);
      const put = isPending ? putWaiting : putCurrent;
      return { version: await put(aws, state, { text, key }, context) };
    },

    async promote(name, version, { expectCurrent }, context) {
      checkParameter({ name, version });
      const state = await existing(name, context);
      const { current, waiting, puts } = state;
      const isWaiting = waiting?.version === version;
      const key = isWaiting ? waiting.key : `promoted-${version}`;
      if (current === version) return dropCopy(state, version, context);
      if (!isWaiting && puts.get(key) === current) return;
      checkCurrent(state, expectCurrent);
      const place = isWaiting ? pendingName(name) : name;
      const text = await valueAt(place, isWaiting ? undefined : version, context).catch((error: unknown) => {
        if (!isSourceError(error) || error.reason !== "not-found") throw error;
        throw failure("not-found", `${name}?version=${version}`, "no such version", PARAMETERS);
      });
      await putCurrent(aws, state, { text, key }, context);
      if (isWaiting) await forget(pendingName(name), context);
    },

    /** Tags have no guard: `expect` could only be what describe() gave, and it gives none. */
    async annotate(name, patch, _options, context) {
      checkNotes(PARAMETERS, patch);
      checkOwnParameter({ name });
      const notes = Object.entries(patch);
      const tags = notes.flatMap(([note, text]) =>
        text === null ? [] : tagOf(name, note, text, PARAMETERS),
      );
      const TagKeys = notes.flatMap(([note, text]) => (text === null ? tagKeyOf(note) : []));
      const ResourceId = fullName(name);
      if (tags.length > 0) await addTags(aws, name, tags, context);
      if (TagKeys.length > 0)
        await aws.call(
          { action: "RemoveTagsFromResource", name: ResourceId },
          context,
          ({ client, sdk }, options) =>
            client.send(
              new sdk.RemoveTagsFromResourceCommand({ ResourceType: "Parameter", ResourceId, TagKeys }),
              options,
            ),
        );
    },

    /** AWS deletes no version: the newest hundred stay readable by their number. That one is retired is noted. */
    async retire(name, version, context) {
      checkParameter({ name, version });
      const state = await existing(name, context);
      const { current, waiting, retired } = state;
      if (current === version)
        throw failure("conflict", name, "the current version is not retired", PARAMETERS);
      if (waiting?.version === version) return forget(pendingName(name), context);
      if (retired.has(version)) return;
      const Value = retiredText(new Set([...retired, version]));
      await addTags(aws, name, [{ Key: OWN_TAGS.retired, Value }], context);
    },

    async list(prefix, context) {
      const filter = namesLike(prefix);
      const fetchPage = (from: { readonly NextToken?: string | undefined }) =>
        aws.call({ action: "DescribeParameters", name: "*" }, context, ({ client, sdk }, options) =>
          client.send(new sdk.DescribeParametersCommand({ MaxResults: 50, ...filter, ...from }), options),
        );
      const names: string[] = [];
      for await (const { Parameters = [] } of pages({ name: prefix, store: PARAMETERS }, fetchPage))
        names.push(...Parameters.flatMap(({ Name }) => Name ?? []));
      return names.filter((name) => name.startsWith(fullName(prefix)) && !isPendingName(name));
    },

    async delete(name, context) {
      checkOwnParameter({ name });
      await forget(fullName(name), context);
      await forget(pendingName(name), context);
    },
  };

  /** What waited under the number that is current now: the same value, or one that somebody else's has overtaken. */
  async function dropCopy({ name }: ParameterState, version: string, context: CallContext): Promise<void> {
    const copy = await valueAt(pendingName(name), undefined, context).catch(ignore("not-found"));
    if (copy === undefined) return;
    const isSame = new Secret(copy).equals(new Secret(await valueAt(name, version, context)));
    if (!isSame) throw failure("conflict", name, "another version is current than expected", PARAMETERS);
    await forget(pendingName(name), context);
  }
}

function namesLike(prefix: string) {
  if (!/^[A-Za-z0-9_./-]{0,1011}$/.test(prefix))
    throw failure("invalid-ref", prefix, "no name begins like that", PARAMETERS);
  if (prefix === "") return {};
  return { ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: [fullName(prefix)] }] };
}
