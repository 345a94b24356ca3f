import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { definitionFile, Project } from "./kit/project.ts";

const GIGABYTE = 1e9;

/** Writes a gigabyte of lines, of which one in a thousand has the secret; a line is cut wherever a block ends. */
const FLOOD = `
  const { writeSync } = await import("node:fs");
  const lines = "a line of a log, as long as lines are, and nothing in it\\n".repeat(999) + "with " + process.env.PASSWORD + "\\n";
  const block = Buffer.from(lines.repeat(4));
  for (let written = 0; written < ${GIGABYTE}; written += block.length)
    for (let at = 0; at < block.length; ) at += writeSync(1, block, at, Math.min(65_521, block.length - at));`;

test("a gigabyte flows with flat memory, also to a reader that is slow, and no secret is in it", async () => {
  using project = new Project({
    "confide.config.ts": definitionFile('password: secret(z.string().default("canary-password"))'),
  });
  const bin = resolve(import.meta.dirname, "../src/bin.ts");
  const argv = [bin, "run", "--", process.execPath, "--input-type=module", "-e", FLOOD];
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, argv, {
    cwd: project.folder,
    env: { PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let [bytes, kept, hits, mostKb, chunks] = [0, "", 0, 0, 0];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const text = kept + chunk.toString("latin1");
    if (text.includes("canary")) hits++;
    kept = text.slice(-20);
    if (chunks++ % 1_000 === 0) {
      mostKb = Math.max(mostKb, residentKb(child.pid));
      await sleep(20);
    }
  }
  expect(hits).toBe(0);
  expect(bytes).toBeGreaterThan(0.99 * GIGABYTE);
  expect(mostKb).toBeGreaterThan(0);
  expect(mostKb).toBeLessThan(300_000);
});

function residentKb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}
