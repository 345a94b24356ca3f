import { existsSync } from "node:fs";
import { join } from "node:path";

import { cache, mustRun } from "../workspace.ts";

/** The oldest Node that the packages promise to run under, the one that this workspace uses, and a newer one. */
export const nodeVersions = ["22.12.0", process.versions.node, "26.10.0"] as const;

/** A Node of another version, from the same npm packages that `node` itself takes its binary from. */
export async function nodeBinary(version: string): Promise<string> {
  if (version === process.versions.node) return process.execPath;
  const prefix = join(cache, "node", version);
  const onWindows = process.platform === "win32";
  const binary = join(prefix, "node_modules", "node-of-version", "bin", onWindows ? "node.exe" : "node");
  if (!existsSync(binary)) {
    const platform = onWindows ? "win" : process.platform;
    const name = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
    const wanted = `node-of-version@npm:${name}-${platform}-${process.arch}@${version}`;
    await mustRun("npm", ["install", "--prefix", prefix, "--no-save", "--no-audit", "--no-fund", wanted]);
  }
  return binary;
}
