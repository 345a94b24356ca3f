import { knownOptions } from "@confide/core/adapter";

import { IssuerError } from "../rotation-error.ts";
import { explainerOf } from "./explain.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { isText, propertiesIn, withProperties } from "./json-secret.ts";

/** As much of `storageAccounts` of `@azure/arm-storage`'s `StorageManagementClient` as is used here. */
export interface AzureStorageAccounts {
  listKeys(
    resourceGroupName: string,
    accountName: string,
    options: { abortSignal?: AbortSignal },
  ): Promise<StorageKeys>;
  regenerateKey(
    resourceGroupName: string,
    accountName: string,
    which: { keyName: string },
    options: { abortSignal?: AbortSignal },
  ): Promise<StorageKeys>;
}

interface StorageKeys {
  readonly keys?:
    | readonly { readonly keyName?: string | undefined; readonly value?: string | undefined }[]
    | undefined;
}

type KeyName = "key1" | "key2";

/** A key of a storage account, as its client takes it. */
export interface AzureStorageKey {
  readonly accountName: string;
  readonly keyName: KeyName;
  readonly key: string;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface AzureStorageKeyOptions {
  readonly storageAccounts: AzureStorageAccounts;
  readonly resourceGroupName: string;
  readonly accountName: string;
  /** Uses the new key once, and rejects where it is refused. */
  readonly test: (key: AzureStorageKey) => Promise<unknown>;
}

/**
 * Keys of an Azure storage account, which always has two: the one that isn't in use is regenerated and becomes current, and the old one
 * is regenerated when its grace ends. The secret is a JSON object with `keyName` and `key`; a connection string in it gets the new key
 * too. To make a key changes the account, so that a rotation needs a lock.
 *
 * The rules are those of [Azure Storage](https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage).
 *
 * @example
 * ```ts
 * import { StorageManagementClient } from "@azure/arm-storage";
 * import { DefaultAzureCredential } from "@azure/identity";
 * import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
 * import { azureStorageKey } from "@confide/rotation/issuers";
 *
 * const subscription = "00000000-0000-0000-0000-000000000000";
 * const { storageAccounts } = new StorageManagementClient(new DefaultAzureCredential(), subscription);
 * const issuer = azureStorageKey({
 *   storageAccounts,
 *   resourceGroupName: "shop",
 *   accountName: "shopfiles",
 *   test: async ({ accountName, key, signal }) => {
 *     const credential = new StorageSharedKeyCredential(accountName, key);
 *     const client = new BlobServiceClient(`https://${accountName}.blob.core.windows.net`, credential);
 *     await client.getProperties(signal && { abortSignal: signal });
 *   },
 * });
 * ```
 */
export function azureStorageKey(given: AzureStorageKeyOptions): Issuer {
  knownOptions("azureStorageKey()", given, {
    storageAccounts: true,
    resourceGroupName: true,
    accountName: true,
    test: true,
  });
  const { storageAccounts, resourceGroupName, accountName, test } = given;

  async function call(
    operation: "listkeys" | "regeneratekey",
    signal: AbortSignal | undefined,
    send: (options: { abortSignal?: AbortSignal }) => Promise<StorageKeys>,
  ): Promise<StorageKeys> {
    signal?.throwIfAborted();
    const tried = { role: "the rotator", what: `call ${operation} for ${accountName}` };
    return storageErrors.explaining(tried, async () => send(signal ? { abortSignal: signal } : {}));
  }

  async function keyNow(keyName: KeyName, signal: AbortSignal | undefined): Promise<string | undefined> {
    const answer = await call("listkeys", signal, async (options) =>
      storageAccounts.listKeys(resourceGroupName, accountName, options),
    );
    return valueOf(keyName, answer);
  }

  async function regenerate(keyName: KeyName, signal: AbortSignal | undefined): Promise<StorageKeys> {
    return call("regeneratekey", signal, async (options) =>
      storageAccounts.regenerateKey(resourceGroupName, accountName, { keyName }, options),
    );
  }

  return {
    name: "azure-storage-key",
    credentials: "two-slots",
    exclusive: true,
    handleOf: (value) => storageKeyIn(value).keyName,

    async create({ current, signal }) {
      const value = await current();
      const old = storageKeyIn(value);
      // A wrong name in the secret would have the key regenerated that everybody uses.
      if ((await keyNow(old.keyName, signal)) !== old.key)
        throw new IssuerError(
          `the key in the secret is not ${old.keyName} of ${accountName}: correct keyName and key in the secret`,
        );
      const keyName = old.keyName === "key1" ? "key2" : "key1";
      const key = valueOf(keyName, await regenerate(keyName, signal));
      if (!isText(key)) throw new IssuerError(`Azure's answer has no ${keyName}`);
      return withProperties(value, {
        properties: { keyName, key },
        oldSecret: old.key,
        parts: ["keyName", "key"],
        rewrite: (property) => withAccountKey(property, old.key, key),
      });
    },

    async test({ value, signal }) {
      signal?.throwIfAborted();
      const tried = { role: accountName, what: "be used with its new key" };
      await storageErrors.explaining(tried, async () =>
        test({ accountName, ...storageKeyIn(value), signal }),
      );
    },

    async revoke({ handle, value, signal, mustGoOn }) {
      if (handle !== "key1" && handle !== "key2") return;
      const old = await value();
      // Ended by a run before this one: what is there now may be a key of the next rotation.
      if (old && (await keyNow(handle, signal)) !== storageKeyIn(old).key) return;
      await mustGoOn();
      await regenerate(handle, signal); // nobody keeps the answer
    },
  };
}

/** @throws IssuerError where the secret is of another form; it quotes nothing */
function storageKeyIn(value: IssuerValue): Pick<AzureStorageKey, "keyName" | "key"> {
  const { keyName, key } = propertiesIn(value);
  if ((keyName === "key1" || keyName === "key2") && isText(key)) return { keyName, key };
  throw new IssuerError(
    'the secret is no JSON object with "keyName" and "key", as { "keyName": "key1", "key": "…", "connectionString": "…" }',
  );
}

function valueOf(keyName: KeyName, { keys = [] }: StorageKeys): string | undefined {
  return keys.find((each) => each.keyName === keyName)?.value;
}

/** `DefaultEndpointsProtocol=https;AccountName=shopfiles;AccountKey=…;EndpointSuffix=core.windows.net` */
function withAccountKey(property: unknown, old: string, key: string): unknown {
  return typeof property === "string"
    ? property.replaceAll(`AccountKey=${old}`, () => `AccountKey=${key}`)
    : property;
}

const storageErrors = explainerOf({
  AuthorizationFailed: () => [
    "it is not allowed to",
    "give it the role Storage Account Key Operator Service Role on the account",
  ],
  ResourceNotFound: () => ["there is no such account", "correct resourceGroupName and accountName"],
  ResourceGroupNotFound: () => ["there is no such resource group", "correct resourceGroupName"],
  ScopeLocked: () => ["a lock of Azure forbids it", "remove the ReadOnly lock of the account or its group"],
  TooManyRequests: () => ["Azure takes no more calls for now", "rotate again later"],
  KeyBasedAuthenticationNotPermitted: () => [
    "the account takes no keys",
    "allow access by keys, or let programs sign in by Microsoft Entra",
  ],
});
