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
      "the client's id, tenant, secret or certificate is not accepted, or has expired",
      /^look at AZURE_CLIENT_ID/,
    ],
  ])("%s: %s", async (name, message, detail, fix) => {
    expect(await thrown(name, message)).toMatchObject({
      reason: "unauthenticated",
      message: signIn(detail),
      fix: expect.stringMatching(fix) as string,
    });
  });

  const [application, none] = [
    "the client's id, tenant, secret or certificate is not accepted, or has expired",
    "no credentials were found",
  ];
  const federated = "no federated credential fits the token of this workload";
  const policy = "a policy of the tenant asks for more than this sign-in has given (conditional access)";
  const identity = "the machine has no such managed identity, or several of which none is named";

  // Microsoft's own texts, as users report them.
  test.each([
    ["AuthenticationError", "More details:\n7000222: AADSTS7000222: The provided client secret keys for app 'x' are expired.", application, /make a new secret/],
    ["AuthenticationError", "AADSTS700027: The certificate used to sign the client assertion is expired on application.", application, /make a new secret/],
    ["AuthenticationError", "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:x'.", federated, /federated-credential list/],
    ["AuthenticationError", "AADSTS70021: No matching federated identity record found.", federated, /federated-credential list/],
    ["AuthenticationError", "AADSTS700024: Client assertion is not within its valid time range.", "the token of this workload isn't valid at this time", /clock/],
    ["AuthenticationRequiredError", "AADSTS50076: Due to a configuration change you must use multi-factor authentication", policy, /^az login/],
    ["AuthenticationError", "AADSTS53003: Access has been blocked by Conditional Access policies.", policy, /^az login/],
    ["AuthenticationError", "AADSTS50020: User account from identity provider does not exist in tenant", "the account isn't one of that tenant", /--tenant/],
    ["AuthenticationError", "AADSTS500011: The resource principal named https://vault.azure.us was not found", "the tenant knows no Key Vault of that cloud", /AZURE_AUTHORITY_HOST/],
    ["AuthenticationError", "AADSTS90094: an administrator has to consent", "Microsoft refused the sign-in (AADSTS90094)", /error\?code=90094 says why$/],
    ["AuthenticationError", "Status code: 400 More details: invalid_request(Identity not found)", identity, /^set AZURE_CLIENT_ID/],
    ["CredentialUnavailableError", "Multiple user assigned identities exist, please specify the clientId", identity, /^set AZURE_CLIENT_ID/],
    ["AuthenticationError", "something else", "the credentials are not accepted", /^az login/],
    ["AggregateAuthenticationError", "ManagedIdentityCredential: connect ECONNREFUSED 169.254.169.254:80\nAzure CLI could not be found.", none, /^az login/],
    ["AggregateAuthenticationError", "Http status code: 500\nAzure CLI could not be found.", none, /^az login/],
    ["RestError", "AKV10032: Invalid issuer. Expected one of https://sts.windows.net/x/", "the sign-in is to another tenant than the vault's", /--tenant/],
    ["RestError", "Error validating token", "the vault doesn't accept the token", /clock/],
  ])("%s: %s is named", async (name, message, detail, fix) => {
    expect(await thrown(name, message, name === "RestError" ? { statusCode: 401 } : {})).toMatchObject({
      reason: "unauthenticated",
      message: signIn(detail),
      fix: expect.stringMatching(fix) as string,
    });
  }); // prettier-ignore

  const lost = (detail: string) => `no answer from azure-key-vault: ${detail}`;
  const login = { request: { url: "https://login.microsoftonline.com/x/oauth2/v2.0/token" } };
  test.each([
    ["AuthenticationError", "network_error: getaddrinfo ENOTFOUND login.microsoftonline.com", {}, lost("signing in: there is no host of that name (ENOTFOUND)")],
    ["RestError", "getaddrinfo ENOTFOUND login.microsoftonline.com", { code: "REQUEST_SEND_ERROR", ...login }, lost("signing in: there is no host of that name (ENOTFOUND)")],
    ["RestError", "getaddrinfo ENOTFOUND shop.vault.azure.net", { code: "REQUEST_SEND_ERROR", request: { url: `${VAULT}/secrets/a` } }, lost(`there is no vault at ${VAULT}`)],
    ["AuthenticationError", "ManagedIdentityCredential authentication failed. Status code: 500 More details: server error", { statusCode: 500 }, lost("the sign-in got no token (HTTP 500)")],
    ["AuthenticationError", "Status code: 429", { statusCode: 429 }, lost("the sign-in got no token (HTTP 429)")],
  ])("%s: %s may pass", async (name, message, more, shown) => {
    expect(await thrown(name, message, more)).toMatchObject({ reason: "unavailable", message: shown, fix: expect.any(String) as string });
  }); // prettier-ignore

  test("a credential of somebody's own that throws, and a proxy that asks for a sign-in", async () => {
    expect((await thrown("Error", "anything")).fix).toMatch(/^try the credential by itself/);
    const proxy = await thrown("RestError", "Proxy Authentication Required", { statusCode: 407 });
    expect(proxy).toMatchObject({
      message: "failed in azure-key-vault: a proxy asks for a sign-in of its own",
      fix: expect.stringContaining("HTTPS_PROXY") as string,
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
