import { type CallContext, isSourceError } from "@confide/core/adapter";

import { Code, codeOf, conflict, failureOf } from "./errors.ts";
import { siblingOf } from "./names.ts";
import type { SecretCalls } from "./secret-calls.ts";
import type { SecretState } from "./state.ts";

/**
 * The secret in which a value waits until it is promoted. Whatever version Secret Manager is given becomes `latest` at once,
 * and that is what every other program reads.
 */
export interface Sibling {
  /** Keeps a value, and makes the sibling where there is none; gives the value's number. */
  add(data: Uint8Array, secret: SecretState): Promise<string>;
  /** Takes a value away. That it fails breaks nothing: no reader looks there, and the next put tries again. */
  destroy(keptAs: string): Promise<void>;
  /** The same for one that has become current. @throws SourceError where another try may succeed */
  destroyPromoted(keptAs: string): Promise<void>;
  /** Deletes it, if it is one. */
  delete(): Promise<void>;
}

/** @param own The names of siblings that are known to be confide's. */
export function siblingFor(
  name: string,
  calls: SecretCalls,
  context: CallContext,
  own: Set<string>,
): Sibling {
  const { resource } = calls;

  async function failing<T>(needs: string, at: string, call: Promise<T>): Promise<T> {
    return call.catch((error: unknown) => {
      throw failureOf(error, { ref: name, resource: at, needs, context });
    });
  }

  /** A secret of somebody's that happens to have the name is left unchanged: its readers would get the value. */
  async function prepare({ replication }: SecretState): Promise<void> {
    if (own.has(name)) return;
    const project = resource.slice(0, resource.indexOf("/secrets/"));
    const found =
      (await failing("secretmanager.secrets.get", resource, calls.find())) ??
      (await failing(
        "secretmanager.secrets.create",
        project,
        calls.create({ replication, siblingOf: name }),
      ));
    if (found.siblingOf !== name) throw conflict(name, notOurs(name));
    own.add(name);
  }

  return {
    async add(data, secret) {
      await prepare(secret);
      try {
        return await calls.add(data);
      } catch (error) {
        if (codeOf(error) === Code.notFound) own.delete(name); // it was deleted since, and is made anew the next time
        throw failureOf(error, { ref: name, resource, needs: "secretmanager.versions.add", context });
      }
    },

    async destroy(keptAs) {
      await calls.destroy(keptAs).catch(() => undefined);
    },

    async destroyPromoted(keptAs) {
      await failing("secretmanager.versions.destroy", resource, calls.destroy(keptAs)).catch(
        (error: unknown) => {
          if (isSourceError(error) && error.retryable) throw error;
        },
      );
    },

    async delete() {
      own.delete(name);
      if ((await calls.find())?.siblingOf === name) await calls.delete();
    },
  };
}

function notOurs(name: string): string {
  return `can't be rotated: ${siblingOf(name)}, where its pending value would be kept, is a secret of its own`;
}
