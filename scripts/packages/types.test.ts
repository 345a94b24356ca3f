// Compiles app/types.ts against the packed packages: their declarations as each supported TypeScript reads them, also from
// a CommonJS file.
import { copyFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { run } from "../workspace.ts";
import { ScratchApp } from "./scratch-app.ts";

const versions = ["5.9", "6.0", "7.0"];
// No --skipLibCheck, because the declarations of the packages are what is on trial; TypeScript's own are not.
const options = ["--strict", "--noEmit", "--esModuleInterop", "--skipDefaultLibCheck", "--target", "es2022"];

const app = new ScratchApp();
afterAll(() => {
  app[Symbol.dispose]();
});
beforeAll(async () => {
  const compilers = versions.map((version) => `typescript-${version}@npm:typescript@${version}`);
  await app.install("zod", "@types/node@24", ...compilers);
  copyFileSync(app.path("types.ts"), app.path("types.cts"));
}, 120_000);

describe.concurrent.each(versions)("TypeScript %s", (version) => {
  test.each<readonly [file: string, module: string, resolution: string]>([
    ["types.ts", "nodenext", "nodenext"],
    ["types.ts", "esnext", "bundler"],
    ["types.cts", "node16", "node16"],
    ["types.cts", "nodenext", "nodenext"],
    ...(version === "5.9" ? [["types.cts", "commonjs", "node10"] as const] : []), // the last with this resolution
  ])("takes the types in %s with module %s and %s resolution", async (file, module, resolution) => {
    const compiler = app.path("node_modules", `typescript-${version}`, "bin", "tsc");
    const chosen = ["--module", module, "--moduleResolution", resolution, ...options, file];
    expect(await run("node", [compiler, ...chosen], { cwd: app.folder })).toEqual({ code: 0, output: "" });
  });
});
