// Runs an app on the packed packages: see app/, which says what it does with them.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { build, type BuildOptions } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { run } from "../workspace.ts";
import { nodeBinary, nodeVersions } from "./nodes.ts";
import { ScratchApp } from "./scratch-app.ts";

describe.each(["4.0.0", "latest"])("with zod %s", (zodVersion) => {
  const app = new ScratchApp();
  // Under a folder of its own that has no node_modules above it: the one file has to be enough.
  const alone = new ScratchApp();
  afterAll(() => {
    app[Symbol.dispose]();
    alone[Symbol.dispose]();
  });

  beforeAll(async () => {
    await app.install(`zod@${zodVersion}`);
    await bundle(app.path("app.mjs"), alone.path("app.mjs"));
  }, 120_000);

  describe.each(nodeVersions)("under Node %s", (nodeVersion) => {
    let node = "";
    beforeAll(async () => {
      node = await nodeBinary(nodeVersion);
    }, 120_000);

    test.each([
      ["imported", app.path("app.mjs")],
      ["required", app.path("app.cjs")],
      ["bundled into one file", alone.path("app.mjs")],
    ])("works %s", async (_, file) => {
      const finished = await run(node, [file], { cwd: dirname(file) });
      expect(finished.output).toContain("the app works");
      expect(finished.output).not.toContain("Warning");
      expect(finished.code).toBe(0);
    });
  });

  test.each([
    ["its modules", app.path("broken.mjs")],
    ["a minified bundle", alone.path("broken.mjs")],
  ])("a failure begins with its report, and not with a line of %s", async (_, path) => {
    writeFileSync(app.path("broken.mjs"), BROKEN);
    await bundle(app.path("broken.mjs"), alone.path("broken.mjs"), { minify: true });
    const { code, output } = await run(process.execPath, [path], { cwd: dirname(path) });
    expect(output.split("\n")[0]).toMatch(/ConfigError\]?: Configuration is not valid: 1 problem$/);
    expect(output).toContain("port   missing");
    expect(code).not.toBe(0);
  });

  test("published code is readable: lines of a normal length, with their comments", () => {
    const paths = globSync("node_modules/@confide/*/dist/**/*.js", { cwd: app.path(".") });
    const code = paths.map((path) => readFileSync(app.path(path), "utf8"));
    expect(code.join("\n")).toContain("/** ");
    const lines = code.flatMap((text) => text.split("\n")).filter((line) => !/^(?:im|ex)port \{/.test(line));
    expect(lines.length).toBeGreaterThan(5_000);
    expect(lines.filter((line) => line.length > 400)).toEqual([]);
  });
});

const BROKEN = `import { loadConfig } from "@confide/core";
import * as z from "zod";

await loadConfig({ schema: z.object({ port: z.number() }), sources: [] });
`;

async function bundle(entry: string, outfile: string, options: BuildOptions = {}): Promise<void> {
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    ...options,
  });
}
