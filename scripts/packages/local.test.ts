// What age's library would use of WebCrypto is an experiment to the oldest Node, which says so on the terminal.
import { writeFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { run } from "../workspace.ts";
import { nodeBinary, nodeVersions } from "./nodes.ts";
import { packed, ScratchApp } from "./scratch-app.ts";

const PROGRAM = `import { readSecret, Secret } from "@confide/core";
import { generateKeyFile, localStore } from "@confide/local";

const now = process.version;
const [path, keyFile] = [now + ".age", now + ".txt"];
await generateKeyFile(keyFile);
await generateKeyFile("other-" + keyFile);
const store = localStore({ path, keyFile });
const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
await store.put("prod/key", new Secret("made up"), { idempotencyKey: "1", stage: "current" }, context);
await readSecret(store, "prod/key");
const strangers = localStore({ path, keyFile: "other-" + keyFile });
await readSecret(strangers, "prod/key").catch((error) => console.log(error.reason));
`;

const app = new ScratchApp();
afterAll(() => {
  app[Symbol.dispose]();
});
beforeAll(async () => {
  await app.install("zod", packed("@confide/local"));
  writeFileSync(app.path("local.mjs"), PROGRAM);
}, 120_000);

test.each(nodeVersions)(
  "the local store prints nothing of its own under Node %s",
  { timeout: 120_000 },
  async (version) => {
    const finished = await run(await nodeBinary(version), [app.path("local.mjs")], { cwd: app.folder });
    expect(finished).toEqual({ code: 0, output: "unauthenticated\n" });
  },
);
