import { parseRef } from "@confide/core/adapter";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { policyCases } from "../test/policy-cases.ts";
import { hashicorpVault } from "./index.ts";

let vault: FakeVault;

beforeAll(async () => void (vault = await fakeVault()));
afterAll(async () => vault.stop());

policyCases(() => vault);

test("what it looks like", () => {
  const store = hashicorpVault({ mount: "kv" });
  expect(store.policy?.([{ ref: parseRef("prod/db#password"), can: "read" }])).toEqual({
    format: "hcl",
    text: 'path "kv/data/prod/db" {\n  capabilities = ["read"]\n}\n',
  });
});

test("for KV v1 it names other paths", () => {
  const store = hashicorpVault({ mount: "kv", kvVersion: 1 });
  expect(store.policy?.([{ ref: parseRef("prod/db"), can: "read" }]).text).toContain('path "kv/prod/db"');
});

test.for(["prod/*", "prod/+/db", "../x", "a//b"])(
  "%s gets no policy: it would allow more, or nothing",
  (name) => {
    expect(() => hashicorpVault().policy?.([{ ref: { name }, can: "read" }])).toThrow(/not a valid name/);
  },
);
