import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { OWNER_TOKEN } from "../test/fixture.ts";

const program = fileURLToPath(new URL("../test/debug-output.ts", import.meta.url));

test("neither a value nor a token stands in what the SDK prints when it is asked to print all", async () => {
  const values = ["canary-read-83fe1c", "canary-put-0b7d44"];
  const child = spawn(process.execPath, [program, ...values], {
    env: { ...process.env, DEBUG: "*", AZURE_LOG_LEVEL: "verbose" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "exit")) as [number];
  const output = (await printed).join("\n");
  expect(code).toBe(0);
  expect(output).toContain("/secrets/debug"); // it did print
  for (const hidden of [...values, OWNER_TOKEN]) expect(output.includes(hidden)).toBe(false);
});
