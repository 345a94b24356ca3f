import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build, type BuildOptions } from "esbuild";

import { pack } from "../scripts/packages/pack.ts";
import { cache, mustRun, publishedPackages } from "../scripts/workspace.ts";
import { type Inputs, inputsFor } from "./inputs.ts";
import { type BenchSetting, settingsFor } from "./settings.ts";
import { varlockSchema } from "./varlock-schema.ts";

export const LIBRARIES = ["@t3-oss/env-core", "dotenv", "effect", "varlock", "zod", "zod-config"] as const;

export type Program =
  | "bare"
  | "confide"
  | "confide-sync"
  | "effect"
  | "t3-env"
  | "t3-env-again"
  | "varlock"
  | "zod"
  | "zod-config";

/** Where programs are run: a folder with the packed core and the other libraries, and a folder for each input. */
export class App {
  readonly folder: string = join(cache, "bench");

  /** Core as its users get it. Like the others it is reached by a link, as pnpm lays packages out. */
  async prepare(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    const [core] = await pack(this.#made("tarballs"), publishedPackages().filter(({ name }) => name === "@confide/core"));
    await mustRun("tar", ["-xzf", core?.path ?? "", "-C", this.#made("unpacked")]);
    const store = this.#made("store", "node_modules");
    mkdirSync(join(store, "@confide"));
    cpSync(join(this.folder, "unpacked", "package"), join(store, "@confide", "core"), { recursive: true });
    const modules = this.#made("node_modules");
    for (const scope of ["@confide", "@t3-oss"]) mkdirSync(join(modules, scope));
    for (const name of LIBRARIES) symlinkSync(join(import.meta.dirname, "node_modules", name), join(modules, name));
    for (const name of ["dotenv", "zod"]) symlinkSync(join(import.meta.dirname, "node_modules", name), join(store, name));
    symlinkSync(join(store, "@confide", "core"), join(modules, "@confide", "core"));
  }

  /** A folder with the `.env` of so many settings, padded to so many bytes; its programs go there. */
  place(count: number, dotenvBytes = 0): Place {
    const settings = settingsFor(count);
    const inputs = inputsFor(settings, dotenvBytes);
    const folder = this.#made(`${count}-settings-${inputs.dotenv.length}-bytes`);
    writeFileSync(join(folder, ".env"), inputs.dotenv);
    writeFileSync(join(folder, ".env.schema"), varlockSchema(settings));
    return { folder, settings, inputs };
  }

  #made(...names: string[]): string {
    const folder = join(this.folder, ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

export interface Place {
  readonly folder: string;
  readonly settings: readonly BenchSetting[];
  readonly inputs: Inputs;
}

/** Writes one file of JavaScript, with what it imports from packages left out, or all of it in the file. */
export async function program(place: Place, name: string, code: string, options: BuildOptions = {}): Promise<string> {
  const outfile = join(place.folder, options.format === "cjs" ? `${name}.cjs` : `${name}.mjs`);
  await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: "ts" },
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node22",
    define: { COUNT: String(place.settings.length) },
    logLevel: "error",
    ...options,
  });
  return outfile;
}
