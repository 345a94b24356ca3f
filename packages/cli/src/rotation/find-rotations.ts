import { existsSync } from "node:fs";
import { join } from "node:path";

import type { RotationDefinition } from "@confide/rotation";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { importFile } from "../definition/import-file.ts";
import { invalidDefinition } from "../definition/import-failure.ts";
import { exportOf, type LoadedDefinition } from "../definition/load-definition.ts";
import type { Terminal } from "../terminal.ts";
import { type RotationPackage, rotationPackage } from "./rotation-package.ts";

const FILES = ["ts", "mts", "js", "mjs", "cjs"].map((extension) => `confide.rotation.${extension}`);

type Rotations = Readonly<Record<string, RotationDefinition>>;

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
export async function findRotations(loaded: LoadedDefinition, terminal: Terminal): Promise<FoundRotations> {
  const { folder, core } = loaded;
  const found = FILES.filter((name) => existsSync(join(folder, name)));
  if (found[0] === undefined) throw noRotations(folder);
  if (found.length > 1) throw twoFiles(folder, found);
  const file = join(folder, found[0]);
  const exported = exportOf(await importFile(file, terminal, core), "default");
  const entries = isObject(exported) ? Object.entries(exported) : [];
  if (entries.length === 0) throw notRotations(file, "has no rotations in its default export");
  refuseUnknownOptions(exported as Rotations, file, core, await rotationPackage(loaded));
  for (const [name, each] of entries) {
    const lack = lackOf(each as Readonly<Record<string, unknown>>);
    if (lack !== undefined) throw notRotations(file, `defines ${name} without ${lack}`);
  }
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

/** What calls no `defineRotations` may have any options. */
function refuseUnknownOptions(
  rotations: Rotations,
  file: string,
  core: Core,
  { defineRotations }: RotationPackage,
): void {
  try {
    defineRotations(rotations);
  } catch (error) {
    throw core.isMisuse(error) ? invalidDefinition(error, file) : error;
  }
}

/** By form: the file may have no types. */
function lackOf({ store, issuer }: Readonly<Record<string, unknown>>): string | undefined {
  if (!isObject(store)) return "a store";
  if (!("writes" in store)) return "a store that can be written";
  return isObject(issuer) && "create" in issuer ? undefined : "an issuer";
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

function notRotations(file: string, what: string): CouldNotLook {
  return new CouldNotLook({
    code: "not-rotations",
    message: `${file} ${what}`,
    file,
    fix: "export default defineRotations({ NAME: { store, issuer } })",
  });
}
