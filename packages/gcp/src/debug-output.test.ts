import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { OWNER_TOKEN } from "../test/fixture.ts";

const program = fileURLToPath(new URL("../test/debug-output.ts", import.meta.url));

/** Everything that the SDK and gRPC can be asked to print; but the fake's own server prints headers that it receives. */
const talkative = {
  DEBUG: "*",
  GOOGLE_SDK_NODE_LOGGING: "*",
  GRPC_TRACE: "all,-server_call",
  GRPC_VERBOSITY: "DEBUG",
};

test("neither a value nor a token stands in what the SDK prints when it is asked to print all", async () => {
  const values = ["canary-read-83fe1c", "canary-put-0b7d44"];
  const child = spawn(process.execPath, [program, ...values], {
    env: { ...process.env, ...talkative },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "exit")) as [number];
  const output = (await printed).join("\n");
  expect(code).toBe(0);
  expect(output).toContain("AccessSecretVersion"); // it did print
  for (const hidden of [...values, OWNER_TOKEN])
    for (const form of formsOf(hidden)) expect(output.includes(form)).toBe(false);
});

/** As text, as base64 and as JSON shows a Buffer. */
function formsOf(hidden: string): string[] {
  const bytes = Buffer.from(hidden);
  return [hidden, bytes.toString("base64").slice(0, -4), bytes.toJSON().data.join(",")];
}
