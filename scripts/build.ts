// Builds every published package into its dist/: a few ES modules, the same as CommonJS, and for each the declarations that
// its entries reach. Node loads the ES modules either way (the condition "module-sync"), so that a process has one copy;
// what knows no `require()` of an ES module (Jest, older bundlers) gets the CommonJS files.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { type Plugin, rolldown } from "rolldown";

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
    for (const format of FORMATS) {
      await bundle(folder, entries, fresh, format);
      for (const entry of Object.keys(entries)) copyDeclarations(join(folder, ".tsc"), fresh, entry, format);
    }
    for (const entry of Object.keys(entries)) writeBridge(fresh, entry);
    if (manifest.imports) write(join(fresh, "none.js"), "export {};\n");
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

interface Format {
  readonly format: "es" | "cjs";
  readonly extension: "js" | "cjs";
  readonly plugins: Plugin[];
  readonly define: Readonly<Record<string, string>>;
}

const FORMATS: readonly Format[] = [
  { format: "es", extension: "js", plugins: [], define: {} },
  {
    format: "cjs",
    extension: "cjs",
    plugins: [requireOnUse()],
    define: { "import.meta.url": "__filename" },
  },
];

async function bundle(folder: string, input: Record<string, string>, dir: string, target: Format) {
  const { format, extension, plugins, define } = target;
  const bundled = await rolldown({
    cwd: folder,
    input,
    plugins,
    external: (id) => !id.startsWith(".") && !id.startsWith("/"),
    platform: "node",
    transform: { define },
    treeshake: { moduleSideEffects: false },
  });
  // Readable: people look at what they install, and Node prints the line that an uncaught error came from.
  const { output } = await bundled.generate({
    format,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: `shared/[name].${extension}`,
    minifyInternalExports: false,
  });
  await bundled.close();
  for (const chunk of output) if (chunk.type === "chunk") write(join(dir, chunk.fileName), chunk.code);
}

/**
 * In CommonJS, packages that are imported on use are required on use: a runner such as Jest has no `import()` there. A
 * package that is no ES module has its exports under `default` too, as with `import()`.
 */
function requireOnUse(): Plugin {
  const namespace =
    "const namespaceOf = (it) => it.__esModule ? it : Object.assign(Object.create(it), { default: it });";
  return {
    name: "require-on-use",
    transform(code, id) {
      const onUse = importsOf(id, code).filter(
        ({ kind, specifier }) => kind === "dynamic" && !specifier.startsWith("."),
      );
      if (onUse.length === 0) return null;
      const required = onUse.reduceRight((text, { whole: [start, end], specifier }) => {
        // Not behind a `then`: that the call is in a `try` tells a bundler that the package need not be there.
        return `${text.slice(0, start)}namespaceOf(require("${specifier}"))${text.slice(end)}`;
      }, code);
      return { code: `${required}\n${namespace}`, map: null };
    },
  };
}

/** Node 22.12 warns when a program's own file requires an ES module, and not when a package does. */
function writeBridge(dir: string, entry: string): void {
  write(join(dir, `${entry}.node.cjs`), `module.exports = require("./${basename(entry)}.js");\n`);
}

function write(path: string, code: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** A declaration that no entry reaches describes internals only: it stays out of the package. */
function copyDeclarations(from: string, to: string, name: string, format: Format): void {
  const target = join(to, `${name}.d.${format.extension === "js" ? "ts" : "cts"}`);
  if (existsSync(target)) return;
  const path = `${name}.d.ts`;
  const code = readFileSync(join(from, path), "utf8");
  const reached = importsOf(path, code).filter(({ specifier }) => specifier.startsWith("."));
  write(target, withBuiltSpecifiers(code, reached, format));
  for (const { specifier } of reached)
    copyDeclarations(from, to, join(dirname(name), specifier.replace(/\.ts$/, "")), format);
}

/** tsc leaves "./secret.ts" in a declaration as it is, also where it rewrites it in code. */
function withBuiltSpecifiers(code: string, imports: readonly Import[], { extension }: Format): string {
  return imports.reduceRight(
    (text, { specifier, start, end }) =>
      `${text.slice(0, start)}"${specifier.replace(/ts$/, extension)}"${text.slice(end)}`,
    code,
  );
}

if (import.meta.main) {
  const packages = publishedPackages();
  await build(packages);
  console.log(`Built ${packages.map(({ name }) => name).join(", ")}`);
}
