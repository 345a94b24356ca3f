import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";

import { CREDENTIALS } from "../test/fake/server.ts";
import { REGION } from "../test/harness.ts";
import { watched } from "./answers.ts";

/** What fails before a request, by a client whose requests fail like that. */
async function unsentBy(ofRequest: Error, change: (client: SecretsManagerClient) => void = () => {}) {
  const client = new SecretsManagerClient({
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: { handle: async () => Promise.reject(ofRequest) } as never,
  });
  change(client);
  const unsent: unknown[] = [];
  const seen = watched(client, { look: () => {}, unsent: (error) => void unsent.push(error) });
  const sending = seen.send(new GetSecretValueCommand({ SecretId: "a" }));
  await expect(sending).rejects.toBeInstanceOf(Error);
  return unsent;
}

test("what a request fails with was sent", async () => {
  expect(await unsentBy(new Error("of a request"))).toEqual([]);
});

test("what fails before it wasn't, also in an attempt after one that was", async () => {
  const ofSignIn = Object.assign(new Error(""), { name: "ResourceNotFoundException" });
  for (const isAfter of [true, false])
    expect(
      await unsentBy(new Error("of a request"), ({ middlewareStack }) =>
        middlewareStack.add(
          (next) => async (args) => {
            if (isAfter) await next(args).catch(() => {});
            throw ofSignIn;
          },
          { step: "finalizeRequest", priority: "high" },
        ),
      ),
    ).toEqual([ofSignIn]);
});
