import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import { parsedObject } from "../project/manifest.ts";

/** A package as Node finds it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Its real folder: two folders are two copies. */
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The package that code in a folder would import; `undefined` if there is none. */
export function installedIn(folder: string, name: string): InstalledPackage | undefined {
  const places = createRequire(join(folder, "index.js")).resolve.paths(name) ?? [];
  const path = places.map((place) => join(place, name, "package.json")).find((each) => existsSync(each));
  if (path === undefined) return undefined;
  const manifest = parsedObject(textOrNone(path) ?? "");
  const version = typeof manifest.version === "string" ? manifest.version : "unknown";
  return { name, version, folder: dirname(realpathSync(path)), manifest };
}
