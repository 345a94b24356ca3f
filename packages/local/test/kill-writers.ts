import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "vitest";

import { mustRun } from "../../../scripts/workspace.ts";
import { localStore } from "../src/store.ts";
import { context, localFixture } from "./fixture.ts";

const AT_ONCE = 4;
const LONGEST_LIFE_MS = 80;

export interface Killed {
  readonly confirmed: number;
}

/**
 * Lets so many processes write to one file, some at the same time, and kills each with SIGKILL at a random moment. The
 * file has to be readable all the while, and to hold in the end whatever was confirmed to any of them.
 */
export async function killWriters(count: number): Promise<Killed> {
  const fixture = await localFixture();
  const { path, keyFile, store, folder } = fixture;
  try {
    const program = await bundled(folder);
    const confirmed: string[] = [];
    const left = Array.from({ length: count }, (_, index) => `writer-${index}`);
    const worker = async () => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        confirmed.push(...(await lifeOf(program, [path, keyFile, name])));
        // A fresh store: what another process reads that comes now.
        const outcome = await getOutcome(localStore({ path, keyFile }), { name: "any" }, context());
        expect(outcome.error?.reason).toBe("not-found");
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const outcomes = await getOutcomes(
      store,
      confirmed.map((name) => ({ name })),
      context(),
    );
    for (const [index, name] of confirmed.entries())
      expect(outcomes[index]?.value?.value.reveal()).toBe(`value of ${name}`);
    await fixture.seed("afterwards", "it can still be written");
    expect(readdirSync(folder).sort()).toEqual(["key.txt", "secrets.age", "writer.mjs"]);
    return { confirmed: confirmed.length };
  } finally {
    await fixture.close();
  }
}

/** As one file, a writer starts four times as fast, and it is the writes that are of interest. */
async function bundled(folder: string): Promise<string> {
  const program = join(folder, "writer.mjs");
  const writer = fileURLToPath(new URL("./writer.ts", import.meta.url));
  await mustRun("esbuild", [writer, "--bundle", "--platform=node", "--format=esm", `--outfile=${program}`]);
  return program;
}

/** What was confirmed to one process before it was killed. */
async function lifeOf(program: string, parameters: readonly string[]): Promise<string[]> {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  // From its first write on, so that the moments fall between writes and into them, not into its start.
  child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), Math.random() * LONGEST_LIFE_MS));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  expect({ code, signal, errors }).toEqual({ code: null, signal: "SIGKILL", errors: "" });
  return output.split("\n").slice(0, -1);
}
