import { accessSync, constants, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import type { Definition } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { Terminal } from "../terminal.ts";
import { type Core, coreFor } from "./core.ts";
import { definitionFolder, findDefinition } from "./find.ts";
import { importFile } from "./import-file.ts";
import { codeOf, invalidDefinition } from "./import-failure.ts";
import { whatItIs } from "./what-it-is.ts";

/** A definition, and what belongs to it. */
export interface LoadedDefinition {
  readonly definition: Definition;
  readonly file: string;
  /** Where its relative paths start, and the files that commands write are. */
  readonly folder: string;
  /** The definition's own copy of core: what commands load with. */
  readonly core: Core;
  /** A module as the definition's file would require it; `undefined` if it isn't there. */
  readonly requireFrom: (specifier: string) => unknown;
  /** Another export of the definition's file. */
  readonly exported: (name: string) => unknown;
}

/**
 * @param given `--config`: a file, and behind `#` the name of its export.
 * @throws CouldNotLook if there is no definition, or it can't be imported, or is none.
 */
export async function loadDefinition(
  given: string | undefined,
  terminal: Terminal,
): Promise<LoadedDefinition> {
  const { file, exported } = chosen(given, terminal.cwd);
  refuseUnreadable(file);
  const folder = definitionFolder(file);
  const core = await coreFor(file);
  terminal.enterFolder(folder);
  const module = await importFile(file, terminal, core);
  const definition = definitionIn(module, exported, file);
  refuseUnknownParts(definition, file, core);
  const required = createRequire(file);
  return {
    definition,
    file,
    folder,
    core,
    requireFrom: (specifier) => requireOrNone(required, specifier),
    exported: (name) => exportOf(module, name),
  };
}

function chosen(given: string | undefined, cwd: string): { file: string; exported: string } {
  if (given === undefined) return { file: findDefinition(cwd), exported: "default" };
  const whole = resolve(cwd, given);
  const hash = given.lastIndexOf("#");
  // A file's own name may hold a #.
  const isSplit = hash > 0 && !existsSync(whole);
  const file = isSplit ? resolve(cwd, given.slice(0, hash)) : whole;
  if (!existsSync(file)) throw noSuchFile(file);
  return { file, exported: isSplit ? given.slice(hash + 1) : "default" };
}

/** Where it is a folder, a pipe, or another user's file, what an import says of it helps nobody. */
function refuseUnreadable(file: string): void {
  const found = statSync(file);
  const what = found.isDirectory() ? "is a folder" : found.isFile() ? undefined : "is no file";
  if (what !== undefined)
    throw new CouldNotLook({
      code: "unreadable-definition",
      message: `${file} ${what}`,
      file,
      fix: "name the definition's file: --config FILE",
    });
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new CouldNotLook({
      code: "unreadable-definition",
      message: `${file} can't be read (${String(codeOf(error))})`,
      file,
      fix: "let this user read it",
    });
  }
}

function noSuchFile(file: string): CouldNotLook {
  return new CouldNotLook({
    code: "no-definition",
    message: `${file}, which --config names, isn't there`,
    fix: "correct the path, or leave --config out",
  });
}

function definitionIn(module: unknown, exported: string, file: string): Definition {
  const [own, byName] = [exportOf(module, exported), exportOf(module, "definition")];
  // A file that programs import by name needs no default export besides.
  const isByName = exported === "default" && whatItIs(own) !== undefined && whatItIs(byName) === undefined;
  const found = isByName ? byName : own;
  const problem = whatItIs(found);
  if (problem === undefined) return found as Definition;
  throw new CouldNotLook({
    code: "not-a-definition",
    message: `The ${exported === "default" ? "default export" : `export ${exported}`} of ${file} ${problem.what}`,
    file,
    fix: problem.fix,
  });
}

/** With `source` in place of `sources`, all of them would be left out. What else is wrong with it, commands report. */
function refuseUnknownParts(definition: Definition, file: string, core: Core): void {
  try {
    core.checkDefinition(definition);
  } catch (error) {
    if (core.isMisuse(error)) throw invalidDefinition(error, file);
  }
}

/** A CommonJS file that a compiler made of an ES module has its default export inside of its default export. */
export function exportOf(module: unknown, name: string): unknown {
  const found = propertyIn(module, name);
  const isWrapped = propertyIn(found, "__esModule") === true;
  if (isWrapped) return propertyIn(found, name);
  return found ?? propertyIn(propertyIn(module, "default"), name);
}

function propertyIn(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (Reflect.get(of, name) as unknown) : undefined;
}

function requireOrNone(required: NodeJS.Require, specifier: string): unknown {
  try {
    return required(specifier) as unknown;
  } catch {
    return undefined;
  }
}
