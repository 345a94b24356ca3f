import { SecretClient } from "@azure/keyvault-secrets";
import { getOutcome, type SourceError } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { OWNER_TOKEN, signedIn } from "../test/fixture.ts";
import { azureKeyVault } from "./index.ts";

const CANARY = "canary-5ec2e7";
const VAULT = "https://shop.vault.azure.net";

async function errorOf(client: SecretClient): Promise<SourceError> {
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 };
  const { error } = await getOutcome(azureKeyVault({ client }), { name: "a" }, context);
  if (!error) throw new Error("the read did not fail");
  return error;
}

/** What the vendor's own client throws. */
async function thrown(name: string, message: string, more: object = {}): Promise<SourceError> {
  const error = Object.assign(new Error(`${message} ${CANARY}`), more);
  Object.defineProperty(error, "name", { value: name });
  const getSecret = async () => Promise.reject(error);
  const failed = await errorOf({ vaultUrl: VAULT, getSecret } as unknown as SecretClient);
  expect(JSON.stringify([failed, failed.message])).not.toContain(CANARY);
  return failed;
}

const signIn = (detail: string) => `not signed in to azure-key-vault: ${detail}`;

describe("what an error says, and what to do", () => {
  test.each([
    [
      "CredentialUnavailableError",
      "no credentials",
      "no credentials were found",
      /^az login, or set AZURE_CLIENT_ID/,
    ],
    [
      "AuthenticationError",
      "AADSTS700082: the refresh token has expired",
      "the sign-in has expired",
      /^az login$/,
    ],
    [
      "AggregateAuthenticationError",
      "AADSTS7000215: Invalid client secret",
      "the client's id, tenant or secret is not accepted, or has expired",
      /^look at AZURE_CLIENT_ID/,
    ],
  ])("%s: %s", async (name, message, detail, fix) => {
    expect(await thrown(name, message)).toMatchObject({
      reason: "unauthenticated",
      message: signIn(detail),
      fix: expect.stringMatching(fix) as string,
    });
  });

  test("a challenge of another domain, as behind a private link", async () => {
    await using fixture = await signedIn();
    const { url, certificate } = fixture.server;
    const credential = {
      getToken: async () => ({ token: OWNER_TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const options = { retryOptions: { maxRetries: 0 }, tlsOptions: { ca: certificate.cert } };
    expect(await errorOf(new SecretClient(url, credential, options))).toMatchObject({
      reason: "unauthenticated",
      message: signIn(
        "the vault asks for a sign-in to another domain than its address, as behind a private link",
      ),
      fix: expect.stringContaining("disableChallengeResourceVerification: true") as string,
    });
  });

  test("a private certificate", async () => {
    await using fixture = await signedIn();
    const credential = {
      getToken: async () => ({ token: OWNER_TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const client = new SecretClient(fixture.server.url, credential, { retryOptions: { maxRetries: 0 } });
    expect(await errorOf(client)).toMatchObject({
      reason: "unknown",
      message:
        "failed in azure-key-vault: its certificate is of an authority that this machine doesn't trust (DEPTH_ZERO_SELF_SIGNED_CERT)",
      fix: "set NODE_EXTRA_CA_CERTS to the file of your organisation's authority",
    });
  });

  test("a vault's name that is misspelt", async () => {
    expect(await thrown("RestError", "getaddrinfo ENOTFOUND", { code: "ENOTFOUND" })).toMatchObject({
      reason: "unavailable",
      message: `no answer from azure-key-vault: there is no vault at ${VAULT}`,
      fix: "look at the vault's name in vaultUrl: az keyvault list",
    });
  });

  test("what isn't known is not only failed", async () => {
    expect((await thrown("OddError", "odd")).message).toBe(
      "failed in azure-key-vault: the client failed in a way that isn't known here: its class and code are in the cause",
    );
  });
});
