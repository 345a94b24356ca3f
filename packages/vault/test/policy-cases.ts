import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { failuresOf, getOutcome, parseRef } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { load, provePolicy, rotation, seedPolicyTest, verification } from "./enforcement.ts";
import { type Admin, context, type Server } from "./fixture.ts";

/** What is to be proven of policies, on a server that judges by them. */
export function policyCases(server: () => Server): void {
  test("a load needs its policy, all of it", async () => {
    await seedPolicyTest(server(), "load");
    const needs = ["prod/one", "prod/two"].map((name) => ({ ref: parseRef(name), can: "read" as const }));
    expect(await provePolicy(server(), "load", needs, load)).toBe(2);
  });

  test("a rotation needs its policy, all of it", async () => {
    await seedPolicyTest(server(), "rotate");
    const needs = [{ ref: parseRef("prod/one"), can: "rotate" as const }];
    // What a rotation that stopped half-way has left would do without the permission to make it.
    const prepare = async (admin: Admin) => admin("DELETE", "rotate/metadata/prod/one.pending");
    expect(await provePolicy(server(), "rotate", needs, rotation, prepare)).toBe(9);
  });

  test("verifying keys needs its policy, all of it, and writes nothing", async () => {
    await seedPolicyTest(server(), "verify");
    const needs = [{ ref: parseRef("prod/one"), can: "verify" as const }];
    expect(await provePolicy(server(), "verify", needs, verification)).toBe(3);
    await expect(provePolicy(server(), "verify", needs, rotation)).rejects.toMatchObject({
      reason: "denied",
    });
  });

  test("credentials need their policy, all of it but what the policy `default` has too", async () => {
    const needs = [{ ref: parseRef("database/creds/app"), can: "read" as const }];
    const proven = await provePolicy(server(), "unused", needs, async (store) => {
      const outcome = await getOutcome(store, { name: "database/creds/app" }, context());
      if (outcome?.error) throw outcome.error;
      // It never rejects: what Vault answered to it is seen on the wire.
      if (await isRevokeDenied(async () => store.close?.()))
        throw failure("denied", "sys/leases/revoke", { needs: "update on sys/leases/revoke" });
    });
    expect(proven).toBe(2);
  });
}

const failure = failuresOf("vault");

async function isRevokeDenied(work: () => Promise<void> | undefined): Promise<boolean> {
  let isDenied = false;
  const listen = (message: unknown): void => {
    const { request, response } = message as {
      request: { path: string };
      response: { statusCode: number };
    };
    if (request.path.endsWith("/sys/leases/revoke") && response.statusCode === 403) isDenied = true;
  };
  subscribe("http.client.response.finish", listen);
  await work();
  unsubscribe("http.client.response.finish", listen);
  return isDenied;
}
