import type { SecretProperties } from "@azure/keyvault-secrets";
import type { CallContext } from "@confide/core/adapter";

import { call, type Connection } from "./client.ts";
import { failureOf, isDisabled, isMissing } from "./errors.ts";

/** The calls that writing is made of, on one name. They fail in the shared vocabulary. */
export interface SecretCalls {
  /** What an unversioned read gives, without its value; `undefined` where there is no such secret. */
  current(): Promise<SecretProperties | undefined>;
  /** The same by a list of all versions, which says it unless two are of one second. */
  currentOf(versions: readonly SecretProperties[]): Promise<SecretProperties | undefined>;
  /** By Key Vault's own id; `undefined` where it is missing or disabled. */
  enabled(version: string): Promise<Content | undefined>;
  versions(): Promise<readonly SecretProperties[]>;
  /** Adds a version, which is the current one from then on. */
  set(content: Content): Promise<SecretProperties>;
  update(version: string, change: { tags?: Record<string, string>; enabled?: boolean }): Promise<void>;
  /** Takes a version out of use, if it is there. */
  disable(version: string): Promise<void>;
  /** Also where there is none. */
  delete(): Promise<void>;
}

/** A value as Key Vault keeps it, and its tags. */
export interface Content {
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType?: string | undefined;
}

export const OFFICER = "Key Vault Secrets Officer";

export function secretCalls(
  connection: Connection,
  vault: string,
  name: string,
  context: CallContext,
): SecretCalls {
  const failed = (error: unknown) => failureOf(error, { ref: name, context, vault, name, needs: OFFICER });

  async function versions(): Promise<readonly SecretProperties[]> {
    const found: SecretProperties[] = [];
    try {
      await call(connection, context, async (client, options) => {
        for await (const each of client.listPropertiesOfSecretVersions(name, options)) found.push(each);
      });
    } catch (error) {
      throw failed(error);
    }
    return found;
  }

  async function updated(
    version: string,
    change: { tags?: Record<string, string>; enabled?: boolean },
  ): Promise<void> {
    await call(connection, context, (client, options) =>
      client.updateSecretProperties(name, version, { ...change, ...options }),
    );
  }

  async function current(): Promise<SecretProperties | undefined> {
    try {
      return (await call(connection, context, (client, options) => client.getSecret(name, options)))
        .properties;
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (isDisabled(error)) return newestDisabled(await versions());
      throw failed(error);
    }
  }

  return {
    versions,
    current,
    currentOf: async (found) => (found.length === 0 ? undefined : (newestOf(found) ?? (await current()))),

    async enabled(version) {
      try {
        const { value = "", properties } = await call(connection, context, (client, options) =>
          client.getSecret(name, { version, ...options }),
        );
        return { value, tags: properties.tags ?? {}, contentType: properties.contentType };
      } catch (error) {
        if (isMissing(error) || isDisabled(error)) return undefined;
        throw failed(error);
      }
    },

    async set({ value, tags, contentType }) {
      const noted = { tags: { ...tags }, ...(contentType !== undefined && { contentType }) };
      try {
        const set = await call(connection, context, (client, options) =>
          client.setSecret(name, value, { ...noted, ...options }),
        );
        return set.properties;
      } catch (error) {
        throw failed(error);
      }
    },

    async update(version, change) {
      try {
        await updated(version, change);
      } catch (error) {
        throw failed(error);
      }
    },

    async disable(version) {
      try {
        await updated(version, { enabled: false });
      } catch (error) {
        if (!isMissing(error)) throw failed(error);
      }
    },

    async delete() {
      try {
        // The deletion goes on by itself; waiting for its end can take a minute.
        await call(connection, context, (client, options) => client.beginDeleteSecret(name, options));
      } catch (error) {
        if (!isMissing(error)) throw failed(error);
      }
    },
  };
}

/**
 * The version that an unversioned read returns, found by a list, which returns no values: the newest. `undefined` if
 * several are of the same second: then only a read knows the current one.
 */
export function newestOf(versions: readonly SecretProperties[]): SecretProperties | undefined {
  const timeOf = ({ createdOn }: SecretProperties) => createdOn?.getTime() ?? 0;
  const [newest, next] = versions.toSorted((a, b) => timeOf(b) - timeOf(a));
  return newest && next && timeOf(newest) === timeOf(next) ? undefined : newest;
}

/**
 * A disabled current version can't be read, and lists don't say which is the current one. It is disabled and the
 * newest; several within one second have the same time, and then the first of them has to do.
 */
function newestDisabled(versions: readonly SecretProperties[]): SecretProperties | undefined {
  return versions
    .filter(({ enabled }) => enabled === false)
    .toSorted((a, b) => (b.createdOn?.getTime() ?? 0) - (a.createdOn?.getTime() ?? 0))[0];
}
