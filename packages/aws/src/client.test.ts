import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { seenCalls } from "./seen-calls.ts";
import { expect, test, vi } from "vitest";

import { CREDENTIALS } from "../test/fake/server.ts";
import { makeClient } from "./client.ts";

const made = vi.hoisted(() => ({ configs: [] as unknown[] }));

vi.mock("@aws-sdk/client-secrets-manager", async (original) => {
  const sdk: typeof import("@aws-sdk/client-secrets-manager") = await original();
  return {
    ...sdk,
    SecretsManagerClient: class extends sdk.SecretsManagerClient {
      constructor(...config: ConstructorParameters<typeof sdk.SecretsManagerClient>) {
        made.configs.push(...config);
        super(...config);
      }
    },
  };
});

const always = {
  logger: expect.objectContaining({
    constructor: expect.objectContaining({ name: "NoOpLogger" }) as object,
  }) as object,
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

test("a client makes one attempt, within bounds of time, and has nothing but what was given", async () => {
  await makeClient({}, seenCalls());
  const given = { region: "eu-west-1", endpoint: "http://localhost:1", credentials: CREDENTIALS };
  await makeClient({ ...given, batch: false }, seenCalls());
  expect(made.configs).toEqual([always, { ...always, ...given }]);
});

test("a client of one's own is taken as it is", async () => {
  const client = new SecretsManagerClient({ region: "eu-west-1" });
  made.configs.length = 0;
  expect(Object.getPrototypeOf((await makeClient({ client }, seenCalls())).client)).toBe(client);
  expect(made.configs).toEqual([]);
});

test("a package that isn't installed is named", async () => {
  vi.resetModules();
  vi.doMock("@aws-sdk/client-secrets-manager", () => {
    throw new Error("not there");
  });
  const { makeClient: makeAnew } = await import("./client.ts");
  await expect(makeAnew({}, seenCalls())).rejects.toThrow(
    "aws-secrets-manager needs the package @aws-sdk/client-secrets-manager",
  );
});
