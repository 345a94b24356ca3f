import {
  checkNotes,
  checkPut,
  type CallContext,
  isSourceError,
  type Secret,
  SourceError,
  type StoreClock,
  textOrBytes,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { oneAttempt, type Session } from "./client.ts";
import { conflict, failureOf } from "./errors.ts";
import { checkPair, checkPrefix, checkRef, KIND, lastPart, siblingOf } from "./names.ts";
import { checkNewest, foundOrMade, isStale, madeBefore, payloadOf, putPending } from "./put.ts";
import { promoted } from "./promote.ts";
import { getSecret } from "./read.ts";
import { type SecretCalls, secretCalls } from "./secret-calls.ts";
import { type Sibling, siblingFor } from "./sibling.ts";
import { descriptionOf, numberOf, OWN, type SecretState, waitingIn } from "./state.ts";
import { turns } from "./turns.ts";

type Writing = Pick<
  WritableSecretStore,
  "writes" | "currentVersion" | "describe" | "put" | "promote" | "annotate" | "retire" | "list" | "delete"
>;

/** What a change of one secret works with. */
interface Pair {
  readonly calls: SecretCalls;
  readonly sibling: Sibling;
}

/**
 * The newest version is the current one, for every reader of `latest`. A value that isn't current yet waits in a sibling,
 * `NAME-pending`, and becomes the newest version when it is promoted.
 */
export function writing(open: () => Promise<Session>, clock: StoreClock): Writing {
  const turn = turns(clock);
  const siblings = new Set<string>();
  /** Each record as it was last seen. Its etag tells whether it still is like that. */
  const states = new Map<string, SecretState>();

  /** Runs calls on one secret. A failure names the permission that the calls need most. */
  async function on<T>(
    name: string,
    needs: string,
    context: CallContext,
    body: (pair: Pair) => Promise<T>,
  ): Promise<T> {
    checkPair({ name });
    let resource = `secrets/${name}`;
    try {
      const session = await open();
      const calls = secretCalls(session, name, context, (state) => states.set(name, state));
      resource = calls.resource;
      const beside = secretCalls(session, siblingOf(name), context);
      return await body({ calls, sibling: siblingFor(name, beside, context, siblings) });
    } catch (error) {
      throw failureOf(error, { ref: name, resource, needs, context });
    }
  }

  /**
   * Goes by the record as it was last seen. Its etag guards the change, which is made once more where somebody else has changed
   * the record since.
   */
  async function sinceSeen<T>(name: string, change: (seen?: SecretState) => Promise<T>): Promise<T> {
    const seen = states.get(name);
    if (!seen) return change();
    try {
      return await change(seen);
    } catch (error) {
      // What it has read of another version may be older than that version, too.
      if (!isStale(error) && !(isSourceError(error) && error.reason === "conflict")) throw error;
      states.delete(name);
      return change();
    }
  }

  /** The version that a repeated put has made, if its value is the same. */
  async function repeated(
    name: string,
    version: string,
    value: Secret<string | Uint8Array>,
    context: CallContext,
  ) {
    const { value: held } = await getSecret(open, { name, version }, context);
    // Bytes that are UTF-8 come back as text.
    const sent = value.map((each) => (typeof each === "string" ? each : textOrBytes(each)));
    if (!held.equals(sent)) throw conflict(name, "has another value under the same idempotency key");
    return { version };
  }

  return {
    writes: { cas: "etag", pending: "sibling", retire: "destroy" },

    /** By the version's record, which is no payload. A version that can't be read is `undefined`. */
    currentVersion: async ({ name, version = "latest" }, context) => {
      checkRef({ name, version });
      return on(name, "secretmanager.versions.get", context, async ({ calls }) => {
        const found = await calls.version(version);
        return found?.state === "enabled" ? found.version : undefined;
      });
    },

    describe: (name, context) =>
      on(name, "secretmanager.secrets.get", context, async ({ calls }) =>
        descriptionOf(name, await calls.get(), await calls.versions()),
      ),

    put: async (name, value, options, context) => {
      checkPut(KIND, value, options);
      const data = payloadOf(name, value);
      return on(name, "secretmanager.versions.add", context, async ({ calls, sibling }) =>
        sinceSeen(name, async (seen) => {
          const found = await foundOrMade(calls, name, options, seen);
          const { state, newest } = found;
          const made = madeBefore(found, options);
          if (made !== undefined) return repeated(name, made, value, context);
          checkNewest(name, newest, options.expect);
          const { idempotencyKey: key, stage } = options;
          if (stage === "pending")
            return { version: await putPending({ calls, sibling }, found, { data, key }) };
          const version = String(numberOf(newest) + 1);
          return { version: await turn.add(calls, { name, state, version, data, key, context }) };
        }),
      );
    },

    promote: async (name, version, { expectCurrent }, context) => {
      checkRef({ name, version });
      const valueIn = async (each: string, at: string) =>
        (await getSecret(open, { name: each, version: at }, context)).value;
      return on(name, "secretmanager.versions.add", context, async ({ calls, sibling }) =>
        sinceSeen(name, async (seen) => {
          const newest = await calls.newest();
          // Whether it has been promoted before is said by the record as it is now: then no change of it tells.
          const state = newest === expectCurrent && seen ? seen : await calls.get();
          const promotion = { name, version, expectCurrent, state, newest, valueIn, context };
          await promoted({ calls, sibling, turn }, promotion);
        }),
      );
    },

    annotate: async (name, patch, { expect }, context) => {
      checkNotes(KIND, patch);
      await on(name, "secretmanager.secrets.update", context, async ({ calls }) => {
        for (const note of Object.values(OWN)) if (Object.hasOwn(patch, note)) throw reserved(name, note);
        await sinceSeen(name, async (seen) => {
          const isExpected = seen && (expect === undefined || seen.etag === expect);
          const state = isExpected ? seen : await calls.get();
          if (expect !== undefined && state.etag !== expect) throw conflict(name, "was changed meanwhile");
          await calls.update({ ...state, annotations: patched(state.annotations, patch) });
        });
      });
    },

    retire: async (name, version, context) => {
      checkRef({ name, version });
      return on(name, "secretmanager.versions.destroy", context, async ({ calls, sibling }) => {
        const newest = await calls.newest();
        if (newest === version) throw conflict(name, `has ${version} as its current version`);
        if (Number(version) > numberOf(newest)) {
          const state = await calls.get();
          const waiting = waitingIn(state, newest);
          if (waiting?.version !== version) return;
          await calls.update({ ...state, pending: undefined });
          return sibling.destroy(waiting.keptAs);
        }
        const found = await calls.version(version);
        // Destroying twice is an error of the service's.
        if (!found || found.state === "destroyed" || found.doomed) return;
        await calls.destroy(version, found.etag);
      });
    },

    async list(prefix, context) {
      checkPrefix(prefix);
      try {
        const session = await open();
        const { client, parent } = session;
        const names: string[] = [];
        for await (const { name, annotations } of client.listSecretsAsync(
          { parent },
          oneAttempt(session, context),
        ))
          if (annotations?.[OWN.sibling] === undefined) names.push(lastPart(name));
        return names.filter((name) => name.startsWith(prefix));
      } catch (error) {
        throw failureOf(error, {
          ref: prefix,
          resource: "the project",
          needs: "secretmanager.secrets.list",
          context,
        });
      }
    },

    delete: (name, context) =>
      on(name, "secretmanager.secrets.delete", context, async ({ calls, sibling }) => {
        await calls.delete();
        states.delete(name);
        await sibling.delete();
      }),
  };
}

function patched(
  annotations: SecretState["annotations"],
  patch: Readonly<Record<string, string | null>>,
): SecretState["annotations"] {
  const notes = Object.entries({ ...annotations, ...patch }).filter(([, text]) => text !== null);
  return Object.fromEntries(notes) as Record<string, string>;
}

function reserved(name: string, note: string): SourceError {
  const message = `the annotation ${note} is confide's own`;
  return new SourceError({ reason: "invalid-ref", message, store: KIND, ref: name });
}
