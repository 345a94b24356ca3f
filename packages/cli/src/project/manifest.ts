import { join } from "node:path";

import { textOrNone } from "../files/read-text.ts";

/** What confide asks of a package.json. One that can't be parsed is npm's to complain about, and counts as empty. */
export interface ProjectManifest {
  readonly isModule: boolean;
  /** It says `"type": "commonjs"`, so that Node takes no import in a `.ts` or `.js`. */
  readonly isCommonJs: boolean;
  /** Ranges by name, of every kind of dependency. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly scripts: ReadonlyMap<string, string>;
  /** jest's options, where they are in it. */
  readonly jest: Readonly<Record<string, unknown>>;
}

export function readManifest(folder: string): ProjectManifest {
  const manifest = parsedObject(textOrNone(join(folder, "package.json")) ?? "");
  const kinds = ["peerDependencies", "optionalDependencies", "devDependencies", "dependencies"];
  return {
    isModule: manifest.type === "module",
    isCommonJs: manifest.type === "commonjs",
    dependencies: new Map(kinds.flatMap((kind) => stringsIn(manifest[kind]))),
    scripts: new Map(stringsIn(manifest.scripts)),
    jest: recordOf(manifest.jest),
  };
}

export function parsedObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function stringsIn(value: unknown): [string, string][] {
  return Object.entries(recordOf(value)).filter(
    (each): each is [string, string] => typeof each[1] === "string",
  );
}
