import { storeContract } from "@confide/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";

import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { vaultFixture } from "../test/fixture.ts";

let server: FakeVault;

beforeAll(async () => void (server = await fakeVault()));
afterAll(async () => server.stop());

storeContract(
  { describe, test },
  { name: "hashicorpVault on the fake", create: async () => vaultFixture(server) },
);
