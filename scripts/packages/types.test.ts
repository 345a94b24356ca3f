// Compiles app/types.ts against the packed packages: their declarations as each supported TypeScript reads them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { run } from "../workspace.ts";
import { ScratchApp } from "./scratch-app.ts";

const versions = ["5.9", "6.0", "7.0"];
// No --skipLibCheck, because the declarations of the packages are what is on trial; TypeScript's own are not.
const options = ["--strict", "--noEmit", "--skipDefaultLibCheck", "--target", "es2022", "types.ts"];

const app = new ScratchApp();
afterAll(() => {
  app[Symbol.dispose]();
});
beforeAll(async () => {
  const compilers = versions.map((version) => `typescript-${version}@npm:typescript@${version}`);
  await app.install("zod", "@types/node@24", ...compilers);
}, 120_000);

describe.concurrent.each(versions)("TypeScript %s", (version) => {
  test.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("takes the types with module %s and %s resolution", async (module, resolution) => {
    const compiler = app.path("node_modules", `typescript-${version}`, "bin", "tsc");
    const chosen = ["--module", module, "--moduleResolution", resolution, ...options];
    expect(await run("node", [compiler, ...chosen], { cwd: app.folder })).toEqual({ code: 0, output: "" });
  });
});
