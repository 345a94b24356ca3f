import { storeContract } from "@confide/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";

import { startOpenBao } from "../../../scripts/servers.ts";
import { vaultFixture } from "../test/fixture.ts";

let server: Awaited<ReturnType<typeof startOpenBao>>;

beforeAll(async () => void (server = await startOpenBao()), 300_000);
afterAll(async () => server.stop());

storeContract(
  { describe, test },
  { name: "hashicorpVault on OpenBao", create: async () => vaultFixture(server) },
);

const { CONFIDE_LIVE_VAULT, VAULT_ADDR = "", VAULT_TOKEN = "" } = process.env;
if (CONFIDE_LIVE_VAULT === "1")
  storeContract(
    { describe, test },
    {
      name: "hashicorpVault on a real Vault",
      async create() {
        const fixture = await vaultFixture({ url: VAULT_ADDR, token: VAULT_TOKEN });
        const { admin, mount } = fixture;
        const close = async () => {
          await fixture.close();
          await admin("DELETE", `sys/policies/acl/${mount}`);
        };
        return { ...fixture, close };
      },
      without: { "says throttled": "no quota is set on a Vault that others use" },
    },
  );
else process.stdout.write("no real Vault is tried: CONFIDE_LIVE_VAULT=1 does that\n");
