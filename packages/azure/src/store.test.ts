import { defineConfig, env, loadConfig, secret, fromStore } from "@confide/core";
import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";

import { azureKeyVault } from "./store.ts";

const sdk = vi.hoisted(() => ({
  imports: [] as string[],
  made: [] as unknown[],
  calls: [] as string[],
  failure: undefined as { name: string } | undefined,
}));

vi.mock("@azure/keyvault-secrets", () => {
  sdk.imports.push("keyvault-secrets");
  return {
    SecretClient: class {
      constructor(...parameters: unknown[]) {
        sdk.made.push(parameters);
      }
      async getSecret(name: string) {
        sdk.calls.push(name);
        throw Object.assign(new Error("canary"), sdk.failure);
      }
    },
  };
});

vi.mock("@azure/identity", () => {
  sdk.imports.push("identity");
  return {
    DefaultAzureCredential: class {
      getToken = async () => null;
    },
  };
});

const vaultUrl = "https://shop.vault.azure.net";
const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };

beforeEach(() => {
  Object.assign(sdk, { made: [], calls: [], failure: undefined });
});

// The first three stand in this order: modules are loaded once.
test("with everything in the environment, no SDK is loaded and nothing is called", async () => {
  const config = await loadConfig(
    defineConfig({
      schema: z.object({ password: secret(z.string()) }),
      sources: [env({ from: { PASSWORD: "from-env" } }), fromStore(azureKeyVault({ vaultUrl }))],
    }),
  );
  expect(config.password.reveal()).toBe("from-env");
  expect(sdk).toMatchObject({ imports: [], made: [], calls: [] });
});

test("with a credential that is given, @azure/identity isn't loaded, and the client tries once", async () => {
  const credential = { getToken: async () => null };
  await getOutcomes(azureKeyVault({ vaultUrl, credential }), [{ name: "database" }], context);
  expect(sdk.imports).toEqual(["keyvault-secrets"]);
  expect(sdk.made).toEqual([
    [vaultUrl, credential, { retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } }],
  ]);
});

test("without one, the default credential signs in", async () => {
  await getOutcomes(azureKeyVault({ vaultUrl }), [{ name: "database" }], context);
  expect(sdk.imports).toEqual(["keyvault-secrets", "identity"]);
});

test.each([
  "CredentialUnavailableError",
  "AuthenticationError",
  "AggregateAuthenticationError",
  "AuthenticationRequiredError",
])("%s says that nobody is signed in, without its text", async (name) => {
  sdk.failure = { name };
  const outcome = await getOutcome(azureKeyVault({ vaultUrl }), { name: "database" }, context);
  expect(outcome?.error).toMatchObject({
    reason: "unauthenticated",
    message: expect.stringMatching(
      name.startsWith("AuthenticationRe") || name === "AuthenticationError"
        ? /: the credentials are not accepted$/
        : /: no credentials were found$/,
    ) as string,
    cause: { name },
  });
});

test.each(["http://shop.example", undefined as unknown as string])(
  "the address %s is refused before a token is fetched",
  async (address) => {
    const outcome = await getOutcome(azureKeyVault({ vaultUrl: address }), { name: "database" }, context);
    expect(outcome?.error?.message).toBe("azure-key-vault needs a vaultUrl that begins with https://");
    expect(sdk.made).toEqual([]);
  },
);

test("a path's words are joined by a hyphen, and calls are bounded", () => {
  expect(azureKeyVault({ vaultUrl })).toMatchObject({
    separator: "-",
    limits: { concurrency: 50 },
  });
});
