import {
  checkSecretContent,
  type CallContext,
  type Secret,
  SourceError,
  textOrBytes,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { oneAttempt, type Session } from "./client.ts";
import { conflict, failureOf } from "./errors.ts";
import { checkPrefix, checkRef, KIND, lastPart } from "./names.ts";
import { moved, payloadOf, putVersion } from "./put.ts";
import { getSecret } from "./read.ts";
import { type SecretCalls, secretCalls } from "./secret-calls.ts";
import { currentOf, descriptionOf, PUTS } from "./state.ts";

type Writing = Pick<
  WritableSecretStore,
  "writes" | "describe" | "put" | "promote" | "annotate" | "retire" | "list" | "delete"
>;

/**
 * Aliases on the secret distinguish its versions, and the secret's etag guards them. `latest` is never used, because
 * adding a version moves it.
 */
export function writing(open: () => Promise<Session>): Writing {
  /** Runs calls on one secret. A failure names the permission that the calls need most. */
  async function on<T>(
    name: string,
    needs: string,
    context: CallContext,
    body: (calls: SecretCalls) => Promise<T>,
  ): Promise<T> {
    checkRef({ name });
    let resource = `secrets/${name}`;
    try {
      const calls = secretCalls(await open(), name, context);
      resource = calls.resource;
      return await body(calls);
    } catch (error) {
      throw failureOf(error, { ref: name, resource, needs, context });
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
    writes: { cas: "etag", pending: "alias", retire: "destroy" },

    describe: (name, context) =>
      on(name, "secretmanager.secrets.get", context, async (calls) =>
        descriptionOf(name, await calls.get(), await calls.versions()),
      ),

    put: async (name, value, options, context) => {
      checkSecretContent(KIND, value);
      const data = payloadOf(name, value);
      return on(name, "secretmanager.versions.add", context, async (calls) => {
        const version = (await calls.find())?.puts.get(options.idempotencyKey);
        if (version !== undefined) return repeated(name, version, value, context);
        return { version: await putVersion(calls, name, data, options) };
      });
    },

    promote: async (name, version, { expectCurrent }, context) => {
      checkRef({ name, version });
      return on(name, "secretmanager.secrets.update", context, async (calls) => {
        const state = await calls.get();
        const current = currentOf(state, (await calls.version("latest"))?.version);
        if (current === version) return;
        if (current !== expectCurrent) throw conflict(name, "has another current version than expected");
        if ((await calls.version(version))?.state !== "enabled") throw notFound(name, version);
        await calls.update({ ...state, aliases: moved(state, version, current) });
      });
    },

    annotate: (name, patch, { expect }, context) =>
      on(name, "secretmanager.secrets.update", context, async (calls) => {
        if (Object.hasOwn(patch, PUTS)) throw reserved(name);
        const state = await calls.get();
        if (expect !== undefined && state.etag !== expect) throw conflict(name, "was changed meanwhile");
        const notes = Object.entries({ ...state.annotations, ...patch }).filter(([, text]) => text !== null);
        await calls.update({ ...state, annotations: Object.fromEntries(notes) as Record<string, string> });
      }),

    retire: async (name, version, context) => {
      checkRef({ name, version });
      return on(name, "secretmanager.versions.destroy", context, async (calls) => {
        const state = await calls.get();
        if (currentOf(state, (await calls.version("latest"))?.version) === version)
          throw conflict(name, `has ${version} as its current version`);
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
        for await (const { name } of client.listSecretsAsync({ parent }, oneAttempt(session, context)))
          names.push(lastPart(name));
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

    delete: (name, context) => on(name, "secretmanager.secrets.delete", context, (calls) => calls.delete()),
  };
}

function notFound(name: string, version: string): SourceError {
  const message = `${name} has no enabled version ${version}`;
  return new SourceError({ reason: "not-found", message, store: KIND, ref: name });
}

function reserved(name: string): SourceError {
  const message = `the annotation ${PUTS} is confide's own`;
  return new SourceError({ reason: "invalid-ref", message, store: KIND, ref: name });
}
