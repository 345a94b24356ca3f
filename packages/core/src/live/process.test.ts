import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const core = new URL("../index.ts", import.meta.url).href;
const testing = new URL("../testing/index.ts", import.meta.url).href;

const PROGRAM = `
  import { cached, dotenv, fromStore, readSecret, secret, watchConfig } from ${JSON.stringify(core)};
  import { memoryStore } from ${JSON.stringify(testing)};
  import * as z from "zod";
  const store = memoryStore({ password: "made-up", slow: "x" });
  const live = await watchConfig(
    { schema: z.object({ password: secret(z.string()) }), sources: [dotenv(), fromStore(store)] },
    { everyMs: 1_000, refreshOn: "SIGHUP" },
  );
  // Expired, it is read anew in the background, and the store never answers.
  const remembering = cached(store, { ttlMs: 10 });
  await readSecret(remembering, "slow");
  store.fail("slow", "hang");
  await new Promise((resolve) => setTimeout(resolve, 15));
  await readSecret(remembering, "slow");
  console.log("the last line", live.current.password);
`;

async function run(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    timeout: 20_000,
  });
  return stdout;
}

test("keeps no process alive: not its polls, nor its watches, nor a refresh in the background", async () => {
  expect(await run(PROGRAM)).toBe("the last line [secret password]\n");
});

const START = `
  import { cached, fromStore, secret, watchConfig } from ${JSON.stringify(core)};
  import { memoryStore } from ${JSON.stringify(testing)};
  import * as z from "zod";
  const store = memoryStore({ password: "made-up" });
  const live = await watchConfig(
    { schema: z.object({ password: secret(z.string()) }), sources: [fromStore(store)] },
    { timeoutMs: 300 },
  );
  const refuse = () => { throw Object.assign(new Error("refused"), { code: "28P01" }); };
  const refused = () => live.withFresh("password", refuse).catch(() => undefined);
`;

test.each([
  ["two values that were refused within a second", "await refused(); await refused();"],
  ["a refresh within a second of a value that was refused", "await refused(); await live.refresh();"],
  [
    "a refresh that waits for the one before it",
    "await refused(); void live.refresh(); await live.refresh();",
  ],
  ["a refresh while the store hangs", 'store.fail("password", "hang"); await live.refresh();'],
  ["the end of one that is under way", "await refused(); void live.refresh(); await live.close();"],
  [
    "a read of a cache whose store hangs",
    `
      const remembering = cached(store, { ttlMs: 1 });
      const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 500, attempt: 1 };
      await remembering.get({ name: "password" }, context);
      await new Promise((resolve) => setTimeout(resolve, 10));
      store.fail("password", "hang");
      await remembering.get({ name: "password" }, context);
    `,
  ],
])("what a caller awaits keeps the process alive: %s", async (_, program) => {
  expect(await run(`${START}${program} console.log("the last line");`)).toBe("the last line\n");
});
