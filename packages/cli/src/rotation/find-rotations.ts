import { existsSync } from "node:fs";
import { join } from "node:path";

import type { RotationDefinition } from "@confide/rotation";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { importFile } from "../definition/import-file.ts";
import { exportOf, type LoadedDefinition } from "../definition/load-definition.ts";
import type { Terminal } from "../terminal.ts";

const FILES = ["ts", "mts", "js", "mjs", "cjs"].map((extension) => `confide.rotation.${extension}`);

/** The rotations of a project, by the names under which they are defined. */
export interface FoundRotations {
  readonly file: string;
  readonly byName: ReadonlyMap<string, NamedRotation>;
}

export interface NamedRotation extends RotationDefinition {
  /** The secret's, in the store. */
  readonly name: string;
}

/**
 * Imports `confide.rotation.ts` (`.mts`, `.js`, `.mjs`, `.cjs`) beside the definition.
 *
 * @throws CouldNotLook if there is none, it can't be imported, or its default export is none
 */
export async function findRotations(
  { folder, core }: LoadedDefinition,
  terminal: Terminal,
): Promise<FoundRotations> {
  const found = FILES.filter((name) => existsSync(join(folder, name)));
  if (found[0] === undefined) throw noRotations(folder);
  if (found.length > 1) throw twoFiles(folder, found);
  const file = join(folder, found[0]);
  const exported = exportOf(await importFile(file, terminal, core), "default");
  const entries = isObject(exported) ? Object.entries(exported) : [];
  const wrong = entries.find(([, each]) => !isRotation(each));
  if (entries.length === 0 || wrong) throw notRotations(file, wrong?.[0]);
  return {
    file,
    byName: new Map(entries.map(([key, each]) => [key, withName(key, each as RotationDefinition)])),
  };
}

/** @throws CouldNotLook with the names that there are; what was asked for isn't quoted */
export function rotationOf({ byName, file }: FoundRotations, name: string, core: Core): NamedRotation {
  const found = byName.get(name);
  if (found) return found;
  const meant = core.nearest(name, byName.keys());
  throw new CouldNotLook({
    code: "unknown-rotation",
    message: `${file} has no rotation of that name`,
    file,
    fix: meant === undefined ? `it has ${[...byName.keys()].join(", ")}` : `did you mean ${meant}?`,
  });
}

function withName(key: string, rotation: RotationDefinition): NamedRotation {
  return { ...rotation, name: rotation.name ?? key };
}

/** By form: the file may have no types. */
function isRotation(each: unknown): boolean {
  if (!isObject(each)) return false;
  const { store, issuer } = each as Readonly<Record<string, unknown>>;
  return isObject(store) && "writes" in store && isObject(issuer) && "create" in issuer;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function noRotations(folder: string): CouldNotLook {
  return new CouldNotLook({
    code: "no-rotations",
    message: `There is no confide.rotation.ts (nor .mts, .js, .mjs, .cjs) in ${folder}`,
    fix: "write one, export default defineRotations({ NAME: { store, issuer } })",
  });
}

function twoFiles(folder: string, found: readonly string[]): CouldNotLook {
  return new CouldNotLook({
    code: "two-rotation-files",
    message: `${folder} holds ${found.join(" and ")}`,
    fix: "remove one",
  });
}

function notRotations(file: string, name: string | undefined): CouldNotLook {
  const what =
    name === undefined
      ? "has no rotations in its default export"
      : `has something else than a store that can be written and an issuer as ${name}`;
  return new CouldNotLook({
    code: "not-rotations",
    message: `${file} ${what}`,
    file,
    fix: "export default defineRotations({ NAME: { store, issuer } })",
  });
}
