import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { expect, test } from "vitest";

import { start, untilReady } from "./server.ts";

test("a server ends when it is stopped", async () => {
  const server = start(process.execPath, ["-e", "console.log('up'); setInterval(() => {}, 1000)"]);
  await untilReady("it", server, async () => server.log().includes("up"));
  expect(server.ended).toBe(false);
  await server.stop();
  expect(server.ended).toBe(true);
});

test("a server that doesn't start is told with what it printed", async () => {
  const server = start(process.execPath, ["-e", "console.error('no such disk'); process.exit(3)"]);
  await expect(untilReady("it", server, async () => false)).rejects.toThrow(
    /it did not start:\n.*no such disk/s,
  );
});

test("a server ends with its starter, also when that is killed", async () => {
  const program = `
    import { start } from ${JSON.stringify(join(import.meta.dirname, "server.ts"))};
    const server = start(process.execPath, ["-e", "console.log(process.pid); setInterval(() => {}, 1000)"]);
    while (!/\\d/.test(server.log())) await new Promise((resolve) => setTimeout(resolve, 10));
    console.log(server.log().trim());
    process.kill(process.pid, "SIGKILL");`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  starter.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  await once(starter, "close");
  await expect.poll(() => isAlive(Number(printed)), { timeout: 5_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  expect(pid).toBeGreaterThan(0);
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
