// A program of its own: what the SDKs print depends on the environment that a process starts with.
import { readSecret, Secret } from "@confide/core";
import { getOutcomes } from "@confide/core/adapter";

import { signedIn } from "./fixture.ts";

const [value = "", put = ""] = process.argv.slice(2);
await using fixture = await signedIn();
const { store, project } = fixture;
project.seed("debug", value);
if ((await readSecret(store, "debug")).reveal() !== value) throw new Error("the value was not read");

const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
await store.put("debug", new Secret(put), options, context);
await getOutcomes(store, [{ name: "missing" }], context);
