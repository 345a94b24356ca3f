import { storeContract } from "@confide/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";

import { startOpenBao } from "../../../scripts/servers.ts";
import { vaultFixture } from "../test/fixture.ts";

let server: Awaited<ReturnType<typeof startOpenBao>>;

beforeAll(async () => void (server = await startOpenBao()), 300_000);
afterAll(async () => server.stop());

storeContract({
  describe,
  test,
  name: "hashicorpVault on OpenBao",
  create: async () => vaultFixture(server),
});
