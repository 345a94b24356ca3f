import { type CallContext, checkNotes, checkPut, type WritableSecretStore } from "@confide/core/adapter";

import { call, type Connection } from "./client.ts";
import { descriptionOf } from "./describe.ts";
import { failed, failureOf } from "./errors.ts";
import {
  canonicalName,
  checkPair,
  checkPrefix,
  checkRef,
  KIND,
  placeOf,
  siblingOf,
  STAGED,
} from "./names.ts";
import {
  isSiblingOf,
  carried,
  checkCurrent,
  contentOf,
  madeBefore,
  ownSibling,
  type Pair,
  putVersion,
} from "./put.ts";
import { getSecret } from "./read.ts";
import { newestOf, OFFICER, secretCalls } from "./secret-calls.ts";
import { LONGEST_TAG, MOST_TAGS, notesIn, TAGS, versionOf } from "./tags.ts";

type Writing = Pick<
  WritableSecretStore,
  | "writes"
  | "longestNote"
  | "canonicalName"
  | "currentVersion"
  | "describe"
  | "put"
  | "promote"
  | "annotate"
  | "retire"
  | "list"
  | "delete"
>;

/**
 * Key Vault has no pending versions and no notes on a secret: both are kept in a sibling, `NAME-pending`. It has no
 * compare-and-set either: the expected version is checked before the write, so only a lock keeps two writers apart.
 */
export function writing(open: () => Promise<Connection>, vault: string): Writing {
  async function pairOf(name: string, context: CallContext, version?: string): Promise<Pair> {
    checkPair({ name, ...(version !== undefined && { version }) });
    const connection = await opened(name, context);
    const calls = (each: string) => secretCalls(connection, vault, each, context);
    return { name, secret: calls(name), sibling: calls(siblingOf(name)) };
  }

  async function opened(ref: string, context: CallContext): Promise<Connection> {
    try {
      return await open();
    } catch (error) {
      throw failureOf(error, { ref, context, vault, needs: OFFICER });
    }
  }

  return {
    // Key Vault takes a name for the same in capitals.
    canonicalName,
    writes: { cas: "none", pending: "sibling", retire: "disable" },
    longestNote: LONGEST_TAG,

    /**
     * By a list, because each read of Key Vault returns the value. A version that only a read can find is `undefined`.
     */
    async currentVersion({ name, version = "latest" }, context) {
      checkRef({ name, version });
      const versions = await secretCalls(await opened(name, context), vault, name, context).versions();
      const found =
        version === "latest" ? newestOf(versions) : versions.find((each) => each.version === version);
      const { enabled = true, expiresOn, notBefore } = found ?? {};
      const isPlain = enabled && expiresOn === undefined && notBefore === undefined;
      return found && isPlain ? versionOf(found) : undefined;
    },

    async describe(name, context) {
      const { secret, sibling } = await pairOf(name, context);
      const versions = await secret.versions();
      const [current, beside] = await Promise.all([secret.currentOf(versions), sibling.current()]);
      if (!current) throw failed("not-found", name, `${KIND} has no ${name}`);
      const own = beside && isSiblingOf(name, beside) ? beside : undefined;
      return descriptionOf({ name, current, versions, sibling: own });
    },

    async put(name, value, options, context) {
      checkPut(KIND, value, options);
      const content = contentOf(name, value);
      const pair = await pairOf(name, context);
      const listed = await (options.stage === "current" ? pair.secret : pair.sibling).versions();
      const version = madeBefore(listed, options);
      if (version === undefined) return { version: await putVersion(pair, content, options, listed) };
      const { value: held } = await getSecret(open, vault, { name, version }, context);
      if (!held.equals(value))
        throw failed("conflict", name, `${name} has another value under the same idempotency key`);
      return { version };
    },

    async promote(name, version, { expectCurrent }, context) {
      const { secret, sibling } = await pairOf(name, context, version);
      const current = await secret.current();
      if (current && versionOf(current) === version) return;
      checkCurrent(name, current, expectCurrent);
      const place = placeOf({ name, version });
      const content = await (place.name === name ? secret : sibling).enabled(place.version);
      if (!content) throw failed("not-found", name, `${name} has no enabled version ${version}`);
      const encoding = content.tags[TAGS.encoding];
      const tags = { [TAGS.version]: version, ...(encoding !== undefined && { [TAGS.encoding]: encoding }) };
      await secret.set(carried(current, { value: content.value, tags }));
    },

    async annotate(name, patch, { expect }, context) {
      checkNotes(KIND, patch);
      const { secret, sibling } = await pairOf(name, context);
      // Nothing here has an etag, so nobody can have been given the one that is expected.
      if (expect !== undefined) throw failed("conflict", name, `${name} was changed meanwhile`);
      const beside = ownSibling(name, await sibling.current());
      if (!beside && !(await secret.current())) throw failed("not-found", name, `${KIND} has no ${name}`);
      const tags = patched(name, beside?.tags ?? { [TAGS.sibling]: name }, patch);
      if (beside) await sibling.update(beside.version ?? "", { tags });
      else await sibling.set({ value: "", tags });
    },

    async retire(name, version, context) {
      const { secret, sibling } = await pairOf(name, context, version);
      const versions = await secret.versions();
      const current = await secret.currentOf(versions);
      if (current && versionOf(current) === version)
        throw failed("conflict", name, `${version} is the current version of ${name}`);
      const copies = versions.filter((each) => versionOf(each) === version || each.version === version);
      const left = copies.filter(({ enabled }) => enabled !== false);
      if (version.startsWith(STAGED)) {
        const { version: staged } = placeOf({ name, version });
        // Before its copies, so that it is known to be out of use once they are.
        if (left.length > 0 || (await sibling.enabled(staged))) await sibling.disable(staged);
      }
      for (const each of left) await secret.update(each.version ?? "", { enabled: false });
    },

    async list(prefix, context) {
      checkPrefix(prefix);
      const connection = await opened(prefix, context);
      const names: string[] = [];
      try {
        await call(connection, context, async (client, options) => {
          for await (const { name, tags } of client.listPropertiesOfSecrets(options))
            if (name.startsWith(prefix) && tags?.[TAGS.sibling] === undefined) names.push(name);
        });
      } catch (error) {
        throw failureOf(error, { ref: prefix, context, vault, needs: OFFICER });
      }
      return names;
    },

    async delete(name, context) {
      const { secret, sibling } = await pairOf(name, context);
      const beside = await sibling.current();
      await secret.delete();
      if (beside && isSiblingOf(name, beside)) await sibling.delete();
    },
  };
}

function patched(
  name: string,
  tags: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const changes = Object.entries(notesIn(patch));
  const result = { ...tags };
  for (const [note, text] of changes) {
    if (text === null) delete result[note];
    else result[note] = text;
  }
  if (Object.keys(result).length > MOST_TAGS)
    throw failed(
      "too-large",
      name,
      `${KIND} takes ${MOST_TAGS} tags on a version, and ${name} would have more`,
    );
  return result;
}
