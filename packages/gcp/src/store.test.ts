import { defineConfig, env, loadConfig, optional, secret, fromStore } from "@confide/core";
import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";

import { LIMIT } from "./client.ts";
import { googleSecretManager } from "./store.ts";

const sdk = vi.hoisted(() => ({ imports: 0, made: [] as unknown[], calls: [] as string[], refuse: false }));

vi.mock("@google-cloud/secret-manager", () => {
  sdk.imports++;
  return {
    SecretManagerServiceClient: class {
      constructor(options: unknown) {
        sdk.made.push(options);
      }
      async initialize() {
        if (sdk.refuse) throw new Error("Could not load the default credentials. canary-path");
      }
      async getProjectId() {
        return "of-the-credentials";
      }
      async accessSecretVersion({ name }: { name: string }) {
        sdk.calls.push(name);
        throw Object.assign(new Error("no such secret"), { code: 5 });
      }
      async close() {
        sdk.calls.push("close");
      }
    },
  };
});

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };

beforeEach(() => {
  Object.assign(sdk, { made: [], calls: [], refuse: false });
});

// The first: modules are loaded once.
test("with everything in the environment, the SDK is not loaded and nothing is called", async () => {
  const store = googleSecretManager();
  const config = await loadConfig(
    defineConfig({
      schema: z.object({ password: secret(z.string()) }),
      sources: [env({ from: { PASSWORD: "from-env" } }), fromStore(store)],
    }),
  );
  await store.close?.();
  expect(config.password.reveal()).toBe("from-env");
  expect(sdk).toMatchObject({ imports: 0, made: [], calls: [] });
});

test("the project is the one given, else the key's, else that of the credentials", async () => {
  const key = { client_email: "app@shop.example", private_key: "a key", project_id: "of-the-key" };
  const stores = [{ project: "given", credentials: key }, { credentials: key }, {}].map(googleSecretManager);
  for (const store of stores) await getOutcomes(store, [{ name: "database", version: "1" }], context);
  expect(sdk.calls).toEqual(
    ["given", "of-the-key", "of-the-credentials"].map((id) => `projects/${id}/secrets/database/versions/1`),
  );
  const { project_id, ...used } = key;
  expect(project_id).toBe("of-the-key");
  expect(sdk.made).toEqual([
    { projectId: "given", credentials: used, ...LIMIT },
    { credentials: used, ...LIMIT },
    LIMIT,
  ]);
});

test("regional secrets are asked of their region's endpoint", async () => {
  const store = googleSecretManager({ project: "shop", location: "europe-west3" });
  await getOutcomes(store, [{ name: "database", version: "1" }], context);
  expect(sdk.made).toEqual([
    { projectId: "shop", apiEndpoint: "secretmanager.europe-west3.rep.googleapis.com", ...LIMIT },
  ]);
});

test("a sign-in that fails says so, without its text, and is tried anew by the next read", async () => {
  sdk.refuse = true;
  const store = googleSecretManager({ project: "shop" });
  const refused = await getOutcome(store, { name: "database" }, context);
  expect(refused?.error).toMatchObject({
    reason: "unauthenticated",
    message: "not signed in to google-secret-manager: no credentials were found",
    cause: { name: "Error" },
  });
  sdk.refuse = false;
  const missing = await getOutcome(store, { name: "database" }, context);
  expect(missing?.error?.reason).toBe("not-found");
});

test("a store closes the client that it made", async () => {
  const store = googleSecretManager({ project: "shop" });
  await getOutcomes(store, [{ name: "database", version: "1" }], context);
  await store.close?.();
  expect(sdk.calls.at(-1)).toBe("close");
});

test("a path's words are joined by a hyphen, which Secret Manager takes", () => {
  const source = optional(fromStore(googleSecretManager(), { prefix: "prod-" }));
  expect(source.name).toBe("google-secret-manager");
  expect(googleSecretManager().separator).toBe("-");
});
