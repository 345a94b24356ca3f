import { mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { build } from "../build.ts";
import { mustRun, publishedPackages, type Package } from "../workspace.ts";

/** A package as a user gets it. */
export interface Tarball {
  readonly name: string;
  readonly folder: string;
  readonly path: string;
}

/** Builds and packs the packages, just as a release does, into an empty or new folder. */
export async function pack(
  into: string,
  packages: readonly Package[] = publishedPackages(),
): Promise<readonly Tarball[]> {
  await build(packages);
  return Promise.all(packages.map(async (packed) => packOne(packed, into)));
}

async function packOne({ name, folder }: Package, into: string): Promise<Tarball> {
  // A folder each, because the name of the file is pnpm's to choose.
  const destination = join(into, basename(folder));
  mkdirSync(destination, { recursive: true });
  await mustRun("pnpm", ["pack", "--pack-destination", destination], { cwd: folder });
  const [file = ""] = readdirSync(destination);
  return { name, folder, path: join(destination, file) };
}
