import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "vitest";

import { mustRun } from "../../../scripts/workspace.ts";
import { localFixture } from "../../local/test/fixture.ts";
import { keyVerifier } from "../src/verify/key-verifier.ts";
import { context, valueIn } from "./store-helpers.ts";

const NAME = "prod/api-key";

export interface Result {
  readonly outcome: string;
  readonly rotationId: string;
  readonly count: number;
}

/** A key in an encrypted file, what accepts it, and the program that rotates it. */
export async function killGround() {
  const fixture = await localFixture();
  const { folder, store } = fixture;
  const program = join(folder, "rotator.mjs");
  const source = fileURLToPath(new URL("./killed-rotator.ts", import.meta.url));
  await mustRun("esbuild", [
    source,
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--external:pg",
    `--outfile=${program}`,
  ]);
  const keys = (): string[] => JSON.parse(readFileSync(join(folder, "accepted.json"), "utf8")) as string[];

  return {
    store,
    keys,
    async reset(): Promise<void> {
      await store.delete(NAME, context());
      await fixture.seed(NAME, "first-key");
      writeFileSync(join(folder, "accepted.json"), '["first-key"]');
    },
    run: async (...parameters: readonly string[]) => lifeOf(program, [folder, ...parameters]),
    /** Some key works: where it is checked by others, and where `keyVerifier` checks it. */
    async mustWork(): Promise<string> {
      const current = await valueIn(store, NAME);
      expect(keys()).toContain(current);
      const verifier = keyVerifier({ store, name: NAME });
      expect(await verifier.verify(current)).toMatchObject({ current: true });
      if (keys().includes("first-key")) expect(await verifier.verify("first-key")).toBeDefined();
      return current;
    },
    close: async () => fixture.close(),
  };
}

export type KillGround = Awaited<ReturnType<typeof killGround>>;

/** @returns what it said at its end; nothing where it was killed */
async function lifeOf(program: string, parameters: readonly string[]): Promise<Result | undefined> {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  expect([signal === "SIGKILL" ? null : 0, errors]).toEqual([code, ""]);
  return code === 0 ? (JSON.parse(output) as Result) : undefined;
}

/** Kills a rotator at one of its effects, and lets another one go on. */
export async function killOnce(ground: KillGround, at: number, when: "before" | "after"): Promise<void> {
  await ground.reset();
  expect([at, when, await ground.run(String(at), when)]).toEqual([at, when, undefined]);
  await ground.mustWork();
  expect(await ground.run()).toMatchObject({
    outcome: expect.stringMatching(/rotated|resumed|in-progress/) as string,
  });
  const current = await ground.mustWork();
  expect([at, when, ground.keys()]).toEqual([at, when, [current]]);
}
