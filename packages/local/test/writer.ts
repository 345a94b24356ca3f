// A process of the kill tests: `writer.ts PATH KEYFILE NAME` puts one secret after another and prints the name of each
// that was confirmed, until it is killed.
import { writeSync } from "node:fs";

import { Secret } from "@confide/core";

import { localStore } from "../src/store.ts";

const [, , path = "", keyFile = "", prefix = ""] = process.argv;
const store = localStore({ path, keyFile });
const { signal } = new AbortController();

for (let count = 0; ; count++) {
  const name = `${prefix}/${count}`;
  const context = { signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
  const options = { idempotencyKey: name, stage: "current" } as const;
  await store.put(name, new Secret(`value of ${name}`), options, context);
  writeSync(1, `${name}\n`); // at once: what a killed process has buffered is lost
}
