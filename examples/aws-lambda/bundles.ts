import { build, type BuildOptions } from "esbuild";

/** The function in one file, the SDK included, so that the runtime's own version of it doesn't matter. */
const common: BuildOptions = {
  entryPoints: [`${import.meta.dirname}/handler.ts`],
  bundle: true,
  platform: "node",
  target: "node22",
  minify: true,
  logLevel: "warning",
};

// The SDK has CommonJS parts, which ask for `require`.
const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** What template.yaml names is `esm/`. Take `cjs/` for a layer or a wrapper that only knows `require`. */
export async function buildBundles(folder: string): Promise<void> {
  await Promise.all([
    build({ ...common, format: "esm", outfile: `${folder}/esm/handler.mjs`, banner: { js: banner } }),
    build({ ...common, format: "cjs", outfile: `${folder}/cjs/handler.cjs` }),
  ]);
}
