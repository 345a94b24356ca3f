import { getOutcome, type SourceError } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, type HashicorpVaultOptions, tokenAuth } from "./index.ts";

const refused =
  (status: number, ...errors: string[]) =>
  async () =>
    Response.json({ errors }, { status });

async function errorOf(
  fetch: typeof globalThis.fetch,
  more: HashicorpVaultOptions = {},
): Promise<SourceError> {
  const address = "https://vault.example";
  const store = hashicorpVault({ address, kvVersion: 2, auth: tokenAuth("t"), fetch, ...more });
  const { error } = await getOutcome(store, { name: "app" }, context(2_000));
  if (!error) throw new Error("the read did not fail");
  return error;
}

const lost = (code: string) => async () => {
  throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("…"), { code }) });
};

describe("what an error says, and what to do", () => {
  test.each<[string, typeof globalThis.fetch, string, string, string]>([
    ["an expired or revoked token", refused(403, "permission denied"), "unauthenticated", "not signed in to vault: secret/data/app (the token is wrong, expired or revoked)", "sign in again: vault login, or another VAULT_TOKEN"],
    ["the same in the words of HashiCorp's", refused(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"), "unauthenticated", "not signed in to vault: secret/data/app (the token is wrong, expired or revoked)", "sign in again: vault login, or another VAULT_TOKEN"],
    ["no token", refused(400, "missing client token"), "unauthenticated", "not signed in to vault: secret/data/app (there is no token, or it is none)", "sign in again: vault login, or another VAULT_TOKEN"],
    ["sealed", refused(503, "Vault is sealed"), "unavailable", "no answer from vault: secret/data/app (it is sealed)", "unseal it (vault operator unseal), or ask whoever runs it"],
    ["a standby", refused(473), "unavailable", "no answer from vault: secret/data/app (a standby, HTTP 473)", "ask another node, or the address that leads to the active one"],
    ["a standby without a leader", refused(500, "local node not active but active cluster node not found"), "unavailable", "no answer from vault: secret/data/app (a standby, HTTP 500)", "ask another node, or the address that leads to the active one"],
    ["a mount that isn't there", refused(404, "no handler for route 'secret/data/app'"), "invalid-ref", "not a valid name for vault: secret/data/app (no secrets engine is mounted there)", "look at the option mount: vault secrets list shows them"],
    ["a private certificate, by a fetch of one's own", lost("SELF_SIGNED_CERT_IN_CHAIN"), "unknown", "failed in vault: secret/data/app: its certificate is of an authority that this machine doesn't trust (SELF_SIGNED_CERT_IN_CHAIN)", "trust the file of your organisation's authority in the option fetch, or set NODE_EXTRA_CA_CERTS to it"],
    ["a wrong address", lost("ENOTFOUND"), "unavailable", "no answer from vault: secret/data/app: there is no host of that name (ENOTFOUND)", "look at the name in the address, and at the network's DNS: VAULT_ADDR, or the option address"],
    ["a proxy, or no TLS", lost("ERR_SSL_WRONG_VERSION_NUMBER"), "unknown", "failed in vault: secret/data/app: what answers there doesn't speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)", "look at the address: its port, and whether a proxy is in between"],
  ])("%s", async (_, fetch, reason, message, fix) => {
    expect(await errorOf(fetch)).toMatchObject({ reason, message, fix });
  }); // prettier-ignore

  test("a missing permission is named", async () => {
    expect(await errorOf(refused(403, "1 error occurred:\n\t* permission denied\n\n"))).toMatchObject({
      reason: "denied",
      needs: "read on secret/data/app",
    });
  });

  test("a KV engine of another version is named", async () => {
    const warnings = ["Invalid path for a versioned K/V secrets engine."];
    const fetch = async () => Response.json({ errors: [], warnings }, { status: 404 });
    expect(await errorOf(fetch, { kvVersion: 1 })).toMatchObject({
      reason: "invalid-ref",
      message:
        "not a valid name for vault: secret/app (the engine there is KV v2: leave kvVersion out or say 2)",
    });
  });

  test("an address without https:// is refused at once", async () => {
    expect((await errorOf(refused(200), { address: "vault.example:8200" })).message).toContain(
      "the address (option address, or VAULT_ADDR) must begin with https://",
    );
  });
});
