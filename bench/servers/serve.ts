import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import type { Vendor } from "./fakes.ts";

export interface Served extends AsyncDisposable {
  /** What a program's environment needs. */
  readonly env: { readonly COUNTERPART: string };
}

/** Starts a vendor's fake with so many secrets, so far away. */
export async function serve(vendor: Vendor, count: number, roundTripMs: number): Promise<Served> {
  const program = new URL("main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, vendor, String(count), String(roundTripMs)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([
    once(lines, "line"),
    ended.then(() => {
      throw new Error(`The server for ${vendor} ended before it began`);
    }),
  ])) as [string];
  return {
    env: { COUNTERPART: line },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
