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

test("keeps no process alive: not its polls, nor its watches, nor a refresh in the background", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    cwd: import.meta.dirname,
    timeout: 20_000,
  });
  expect(stdout).toBe("the last line [secret password]\n");
});
