// Builds every published package into its dist/: few ESM files, and the declarations that its entries reach.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { rolldown } from "rolldown";

import { importsOf, type Import } from "./imports.ts";
import { mustRun, publishedPackages, type Package } from "./workspace.ts";

/** Builds all packages. What stood in their dist/ is replaced in one move, so that a reader never sees half a build. */
export async function build(packages: readonly Package[] = publishedPackages()): Promise<void> {
  await mustRun("tsc", ["-b", ...packages.map(({ folder }) => folder)]);
  await Promise.all(packages.map(async (built) => replaceDist(built)));
}

async function replaceDist({ folder, manifest }: Package): Promise<void> {
  const dist = join(folder, "dist");
  const fresh = join(folder, `.dist-${process.pid}`);
  try {
    const entries = entriesOf(manifest);
    await bundle(folder, entries, fresh);
    for (const entry of Object.keys(entries)) copyDeclarations(join(folder, ".tsc"), fresh, `${entry}.d.ts`);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** During development `exports` and `bin` name the sources: `{ "testing/index": "./src/testing/index.ts" }`. */
function entriesOf({ exports = {}, bin = {} }: Package["manifest"]): Record<string, string> {
  const sources = [...Object.values(exports), ...Object.values(bin)].filter((path) =>
    path.startsWith("./src/"),
  );
  return Object.fromEntries(sources.map((path) => [path.slice("./src/".length, -".ts".length), path]));
}

async function bundle(folder: string, input: Record<string, string>, dir: string): Promise<void> {
  const bundled = await rolldown({
    cwd: folder,
    input,
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    platform: "node",
    treeshake: { moduleSideEffects: false },
  });
  // Readable: people look at what they install, and Node prints the line that an uncaught error came from.
  const { output } = await bundled.generate({
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "shared/[name].js",
    minifyInternalExports: false,
  });
  await bundled.close();
  for (const chunk of output) if (chunk.type === "chunk") write(join(dir, chunk.fileName), chunk.code);
}

function write(path: string, code: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** A declaration that no entry reaches describes internals only: it stays out of the package. */
function copyDeclarations(from: string, to: string, path: string): void {
  const target = join(to, path);
  if (existsSync(target)) return;
  const code = readFileSync(join(from, path), "utf8");
  const reached = importsOf(path, code).filter(({ specifier }) => specifier.startsWith("."));
  write(target, withBuiltSpecifiers(code, reached));
  for (const { specifier } of reached) {
    copyDeclarations(from, to, join(dirname(path), specifier.replace(/\.ts$/, ".d.ts")));
  }
}

/** tsc leaves "./secret.ts" in a declaration as it is, also where it rewrites it in code. */
function withBuiltSpecifiers(code: string, imports: readonly Import[]): string {
  return imports.reduceRight(
    (text, { specifier, start, end }) =>
      `${text.slice(0, start)}"${specifier.replace(/\.ts$/, ".js")}"${text.slice(end)}`,
    code,
  );
}

if (import.meta.main) {
  const packages = publishedPackages();
  await build(packages);
  console.log(`Built ${packages.map(({ name }) => name).join(", ")}`);
}
