import { azureStorageKey, type AzureStorageAccounts } from "../../src/issuers/azure-storage-key.ts";
import { localLock } from "../local-lock.ts";
import { type FakeVendor, remembering } from "./fake-vendor.ts";
import { Faults } from "./faults.ts";

/** The two keys of one storage account, by the documentation of its resource provider. */
export class FakeStorageAccount implements AzureStorageAccounts {
  readonly keys = new Map([
    ["key1", "first-key-of-the-account"],
    ["key2", "nobody-knows-this-key"],
  ]);
  readonly faults = new Faults();

  async listKeys(group: string, account: string) {
    return this.faults.pass("listkeys", () => this.#answer(group, account));
  }

  async regenerateKey(group: string, account: string, { keyName }: { readonly keyName: string }) {
    return this.faults.pass("regeneratekey", () => {
      this.#answer(group, account);
      this.keys.set(keyName, `regenerated-${crypto.randomUUID()}`);
      return this.#answer(group, account);
    });
  }

  use(key: string): void {
    if (![...this.keys.values()].includes(key))
      throw restError("AuthenticationFailed", 403, `The MAC signature made with ${key} is not the same`);
  }

  #answer(group: string, account: string) {
    if (group !== "shop" || account !== "shopfiles")
      throw restError("ResourceNotFound", 404, `The Resource '${account}' was not found.`);
    return { keys: [...this.keys].map(([keyName, value]) => ({ keyName, value, permissions: "Full" })) };
  }
}

export function restError(code: string, statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { name: "RestError", code, statusCode });
}

export const AZURE_FIRST = { keyName: "key1", key: "first-key-of-the-account" };

export function azureStorageVendor(): FakeVendor & { readonly account: FakeStorageAccount } {
  const account = new FakeStorageAccount();
  const { faults } = account;
  const made = azureStorageKey({
    storageAccounts: account,
    resourceGroupName: "shop",
    accountName: "shopfiles",
    test: async ({ key }) => faults.pass("use", () => account.use(key)),
  });
  const first = JSON.stringify(AZURE_FIRST);
  const { issuer, values } = remembering(made, first);
  const valid = () =>
    [...account.keys]
      .map(([keyName, key]) => JSON.stringify({ keyName, key }))
      .filter((each) => values.has(each));
  return {
    account,
    issuer,
    faults,
    first,
    valid,
    revoked: () => new Set([...values].filter((each) => !valid().includes(each))),
    hasGrace: true,
    lock: localLock(),
    errors: {
      denied: (secret) => restError("AuthorizationFailed", 403, `The client ${secret} has no authorization`),
      throttled: (secret) => restError("TooManyRequests", 429, `Too many requests of ${secret}`),
      cut: (secret) => Object.assign(new Error(`socket hang up ${secret}`), { code: "ECONNRESET" }),
    },
  };
}
