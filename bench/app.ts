import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { build, type BuildOptions } from "esbuild";

import { pack } from "../scripts/packages/pack.ts";
import { mustRun } from "../scripts/workspace.ts";
import { type InputOptions, type Inputs, inputsFor } from "./inputs.ts";
import { type BenchSetting, settingsFor } from "./settings.ts";
import { varlockSchema } from "./varlock-schema.ts";

export const LIBRARIES = [
  "@aws-lambda-powertools/parameters",
  "@aws-sdk/client-secrets-manager",
  "@aws-sdk/client-ssm",
  "@azure/keyvault-secrets",
  "@google-cloud/secret-manager",
  "@grpc/grpc-js",
  "@t3-oss/env-core",
  "age-encryption",
  "dotenv",
  "effect",
  "google-auth-library",
  "node-vault",
  "pino",
  "varlock",
  "zod",
  "zod-config",
] as const;

/** What confide's packages find beside them. */
const DEPENDENCIES = LIBRARIES.filter((name) => name !== "@t3-oss/env-core");

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

/**
 * Where programs are run: a folder with confide's packages, packed, and the other libraries, and a folder for each input.
 * Outside of the workspace, whose own node_modules would be found too.
 */
export class App {
  readonly folder: string = mkdtempSync(join(tmpdir(), "confide-bench-"));
  readonly core: string = join(this.folder, "store", "node_modules", "@confide", "core");
  readonly #alone: string = mkdtempSync(join(tmpdir(), "confide-alone-"));

  /** Confide as its users get it. Like the others it is reached by a link, as pnpm lays packages out. */
  async prepare(): Promise<void> {
    const [modules, store] = [this.#made("node_modules"), this.#made("store", "node_modules")];
    for (const { name, path } of await pack(this.#made("tarballs"))) {
      await mustRun("tar", [
        "-xzf",
        path,
        "--strip-components=1",
        "-C",
        this.#made("store", "node_modules", name),
      ]);
      linkInto(modules, name, join(store, name));
    }
    const installed = join(import.meta.dirname, "node_modules");
    for (const name of LIBRARIES) linkInto(modules, name, join(installed, name));
    for (const name of DEPENDENCIES) linkInto(store, name, join(installed, name));
  }

  /** A folder with the `.env` of so many settings; its programs go there. */
  place(count: number, options?: InputOptions): Place {
    const settings = settingsFor(count);
    const inputs = inputsFor(settings, options);
    const folder = this.#made(`${count}-settings-${inputs.dotenv.length}-bytes`);
    writeFileSync(join(folder, ".env"), inputs.dotenv);
    writeFileSync(join(folder, ".env.schema"), varlockSchema(settings));
    return { folder, alone: this.#alone, settings, inputs };
  }

  [Symbol.dispose](): void {
    for (const folder of [this.folder, this.#alone]) rmSync(folder, { recursive: true, force: true });
  }

  #made(...names: string[]): string {
    const folder = join(this.folder, ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

function linkInto(modules: string, name: string, target: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(target, join(modules, name));
}

export interface Place {
  readonly folder: string;
  /** Where no packages are found, for what is to need none. */
  readonly alone: string;
  readonly settings: readonly BenchSetting[];
  readonly inputs: Inputs;
}

/** Writes a program as one file of JavaScript, which imports its packages. */
export async function program(place: Place, name: string, code: string): Promise<string> {
  const outfile = join(place.folder, `${name}.mjs`);
  await build({
    ...BUILD,
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: "ts" },
    outfile,
    packages: "external",
    define: { COUNT: String(place.settings.length) },
  });
  return outfile;
}

/** The same with all that it imports in the one file, as docs/fast-start.md has it. */
export async function bundle(place: Place, name: string, code: string): Promise<string> {
  const outfile = join(place.alone, `${name}.mjs`);
  const entryPoints = [await program(place, name, code)];
  await build({ ...BUILD, entryPoints, outfile, minify: true, external: ["yaml", "smol-toml"] });
  return outfile;
}

const BUILD: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node22",
  logLevel: "error",
};
