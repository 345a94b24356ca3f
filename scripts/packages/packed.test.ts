// Installs the tarballs as a user would and runs an app on them: see app/, which is copied beside the installation.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { mustRun, run } from "../workspace.ts";
import { nodeBinary, nodeVersions } from "./nodes.ts";

const apps = mkdtempSync(join(tmpdir(), "confide-apps-"));
afterAll(() => rmSync(apps, { recursive: true, force: true }));

const core = inject("tarballs").find(({ name }) => name === "@confide/core");

describe.each(["4.0.0", "latest"])("with zod %s", (zodVersion) => {
  const app = join(apps, `zod-${zodVersion}`);
  const bundled = join(apps, `bundled-${zodVersion}`, "app.mjs");

  beforeAll(async () => {
    await install(app, [core?.path ?? "", `zod@${zodVersion}`]);
    await bundle(join(app, "app.mjs"), bundled);
  }, 120_000);

  describe.each(nodeVersions)("under Node %s", (nodeVersion) => {
    let node = "";
    beforeAll(async () => {
      node = await nodeBinary(nodeVersion);
    }, 120_000);

    test.each([
      ["imported", join(app, "app.mjs")],
      ["required", join(app, "app.cjs")],
      ["bundled into one file", bundled],
    ])("works %s", async (_, file) => {
      expect(await run(node, [file], { cwd: join(file, "..") })).toEqual({
        code: 0,
        output: expect.stringContaining("the app works") as string,
      });
    });
  });
});

describe.each(["5.9", "6.0", "7.0"])("TypeScript %s", (version) => {
  const app = join(apps, `typescript-${version}`);
  beforeAll(
    async () => install(app, [core?.path ?? "", "zod", `typescript@${version}`, "@types/node@24"]),
    120_000,
  );

  test.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("takes the types with module %s and %s resolution", async (module, resolution) => {
    const options = ["--strict", "--noEmit", "--module", module, "--moduleResolution", resolution];
    const compiler = join(app, "node_modules", "typescript", "bin", "tsc");
    const checked = await run("node", [compiler, ...options, "--target", "es2022", "types.ts"], { cwd: app });
    expect(checked).toEqual({ code: 0, output: "" });
  });
});

async function install(app: string, packages: readonly string[]): Promise<void> {
  mkdirSync(app, { recursive: true });
  cpSync(join(import.meta.dirname, "app"), app, { recursive: true });
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  // `--prefix` because npm, when it was npm that started the tests, tells its children to work in this workspace.
  const options = ["--prefix", app, "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await mustRun("npm", ["install", ...options, ...packages], { cwd: app });
}

/** Into a folder that has no node_modules: the one file has to be enough. */
async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
}
