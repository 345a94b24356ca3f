import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import type { App } from "../app.ts";
import type { Row } from "../table.ts";

const GOAL = 16_000;

const PROGRAMS = {
  confide: `export { dotenv, env, loadConfig } from "@confide/core"`,
  "t3-env with dotenv": `export { createEnv } from "@t3-oss/env-core"; export { config } from "dotenv"`,
  "zod-config": `export { loadConfig } from "zod-config"`,
};

/** What a program that is bundled into one file carries, without zod. */
export async function size(app: App): Promise<readonly Row[]> {
  const sizes = await Promise.all(
    Object.entries(PROGRAMS).map(async ([name, code]) => [name, await bundledSize(app, code)] as const),
  );
  const [[, own] = ["", 0], ...others] = sizes;
  return [
    {
      measure: "loadConfig, env and dotenv, bundled, minified and gzipped, without zod",
      goal: `≤ ${kilobytes(GOAL)}`,
      result: kilobytes(own),
      holds: own <= GOAL,
      peers: others.map(([name, bytes]) => `${name} ${kilobytes(bytes)}`).join(", "),
    },
  ];
}

async function bundledSize(app: App, contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: app.folder },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    external: ["zod", "zod/*", "yaml", "smol-toml"],
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]?.contents ?? "").length;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} KB`;
}
