import { globSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

import { importsOf } from "../imports.ts";
import { publishedPackages, root } from "../workspace.ts";

/** Which modules each module of the packages imports, by paths relative to the root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

export function packagesGraph(): ImportGraph {
  const entries = entryPoints();
  const paths = globSync("packages/*/{src,test}/**/*.ts", { cwd: root }).map((path) =>
    path.split(sep).join("/"),
  );
  return new Map(
    paths.map((path) => {
      const imports = importsOf(path, readFileSync(join(root, path), "utf8"));
      const loaded = imports.filter(({ kind }) => kind !== "type");
      return [path, loaded.flatMap(({ specifier }) => targetOf(path, specifier, entries) ?? [])] as const;
    }),
  );
}

function targetOf(from: string, specifier: string, entries: ReadonlyMap<string, string>): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : entries.get(specifier);
}

/** "@confide/core/testing" → "packages/core/src/testing/index.ts" */
function entryPoints(): ReadonlyMap<string, string> {
  return new Map(
    publishedPackages().flatMap(({ name, folder, manifest: { exports = {} } }) =>
      Object.entries(exports).map(([entry, path]) => {
        const inRoot = posix.relative(root.split(sep).join("/"), folder.split(sep).join("/"));
        return [posix.join(name, entry), posix.join(inRoot, path)] as const;
      }),
    ),
  );
}

/** The tests that load a file, the nearest first. The distance is the number of imports between them. */
export function testsThatReach(
  file: string,
  graph: ImportGraph,
): readonly { readonly test: string; readonly distance: number }[] {
  const importers = invert(graph);
  const distances = new Map([[file, 0]]);
  for (const [path, distance] of distances)
    // a Map goes on over what is added meanwhile
    for (const importer of importers.get(path) ?? [])
      if (!distances.has(importer)) distances.set(importer, distance + 1);
  return [...distances]
    .filter(([path]) => isUnitTest(path))
    .map(([test, distance]) => ({ test, distance: test === testBeside(file) ? 0 : distance }))
    .toSorted((a, b) => a.distance - b.distance);
}

export function isUnitTest(path: string): boolean {
  return path.endsWith(".test.ts") && !/\.(?:servers|long)\.test\.ts$/.test(path);
}

function testBeside(file: string): string {
  return file.replace(/\.ts$/, ".test.ts");
}

function invert(graph: ImportGraph): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const [path, targets] of graph)
    for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), path]);
  return importers;
}
