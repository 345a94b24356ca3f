import { existsSync } from "node:fs";

import { Secret } from "@confide/core";
import { generateKeyFile, localStore } from "@confide/local";

const made = {
  "prod-database": { host: "db.example", username: "shop", password: "made-up-for-the-example" },
  "prod-stripe": { apiKey: "sk_made_up" },
};

/** On the first run: a key, and the encrypted file with two JSON secrets. A real key never lies beside what it opens. */
export async function fillLocalStore(): Promise<void> {
  if (existsSync("secrets.age")) return;
  if (!existsSync("key.txt")) await generateKeyFile("key.txt");
  const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
  const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
  for (const [name, value] of Object.entries(made)) {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    await store.put(name, new Secret(JSON.stringify(value)), options, context);
  }
}
