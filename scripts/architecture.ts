import { globSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";

import { importsOf, type Import } from "./imports.ts";

/**
 * The line of core's folders: a file imports from its own folder, from folders to the left, and never from one to the right or
 * beside its own.
 */
export const coreLayers: readonly (readonly string[])[] = [
  // Plain zod objects, which know nothing of the rest.
  ["presets"],
  ["util"],
  ["model"],
  ["report"],
  ["lock"],
  ["secret"],
  ["contract"],
  ["events"],
  ["schema"],
  ["sources", "stores"],
  ["load"],
  ["inspect"],
  ["live", "audit"],
  // What programs import, and what adapters do besides. The folder holds the kit that the adapters share.
  ["index", "adapter"],
  // Looks at everything; nothing looks at it.
  ["testing"],
];

/** The same of the folders of `redact`; `packages/redact/src/matcher/README.md` says what the words mean. */
export const redactLayers: readonly (readonly string[])[] = [
  ["encodings"],
  ["matcher"],
  ["formats", "objects"],
  ["secrets"],
  ["streams", "finder"],
  ["redactor"],
  ["integrations"],
  ["index"],
];

/** The same of the folders of `cli`: a command is made of what is to the left of `commands`. */
export const cliLayers: readonly (readonly string[])[] = [
  ["process-host", "zod-module", "finding", "stack-place", "exit-call", "compile-cache", "node-fs"],
  ["terminal", "hidden-line"],
  ["could-not-look"],
  ["text", "options", "unexpected"],
  ["definition", "files"],
  ["stores", "project", "syntax"],
  ["settings"],
  ["keys", "secrets", "policy", "audit", "rotation"],
  ["plan"],
  ["schemas", "program", "export", "deploy", "git", "code", "age", "leaks", "ci"],
  ["init", "guard"],
  ["hooks"],
  ["doctor"],
  ["command"],
  ["parse"],
  ["completion", "envelope"],
  ["readers", "make-envelope"],
  ["looks", "incident"],
  ["commands"],
  ["this-process"],
  ["output-schema", "run", "process-terminal"],
  // What programs import, and what a shell starts.
  ["index", "bin"],
];

/** The same of the folders of `scan`: what is found, what a content is, how git is asked, and the places. */
export const scanLayers: readonly (readonly string[])[] = [
  ["finding"],
  ["archives"],
  ["content", "git"],
  ["look"],
  ["places"],
  ["scanner"],
  ["index"],
];

/** Which packages a package may import. An adapter knows core only. */
export const packageLayers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  aws: ["core"],
  gcp: ["core"],
  azure: ["core"],
  vault: ["core"],
  local: ["core"],
  redact: ["core"],
  rotation: ["core"],
  scan: ["core", "redact"],
  cli: ["core", "aws", "gcp", "azure", "vault", "local", "redact", "rotation", "scan"],
};

export interface Module {
  /** Relative to the folder that was read, without "./". */
  readonly path: string;
  readonly imports: readonly Import[];
}

/** Every module of a folder but its tests. */
export function modulesOf(folder: string): readonly Module[] {
  return sourcesOf(folder).map(({ path, code }) => ({ path, imports: importsOf(path, code) }));
}

export interface SourceFile {
  readonly path: string;
  readonly code: string;
}

export function sourcesOf(folder: string): readonly SourceFile[] {
  return globSync("**/*.{ts,js}", { cwd: folder })
    .filter((path) => !/\.(test|test-d|d)\.ts$/.test(path))
    .map((path) => path.split(sep).join("/"))
    .sort()
    .map((path) => ({ path, code: readFileSync(join(folder, path), "utf8") }));
}

/** A file is one noun: what is longer holds more than one. */
export const MOST_LINES = 200;

/** Files that are too long, as sentences. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files
    .map(({ path, code }) => ({ path, lines: code.split("\n").length - 1 }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${MOST_LINES}`);
}

/** Imports of modules by modules that the layers forbid, as sentences. */
export function layerViolations(
  modules: readonly Module[],
  layers: readonly (readonly string[])[],
): string[] {
  const layerOf = (path: string): number => layers.findIndex((names) => names.includes(nounOf(path)));
  return modules.flatMap(({ path, imports }) => {
    if (layerOf(path) === -1) return [`${path} has no place among the layers`];
    return relativeTargets(path, imports)
      .filter((target) => nounOf(target) !== nounOf(path) && layerOf(target) >= layerOf(path))
      .map((target) => `${path} imports ${target}, which is not to the left of it`);
  });
}

/**
 * What core's code loads besides itself that it may not: with the module nothing, all on use. zod neither: a process may
 * have two copies of it, and the schema comes with its own. Not so core's `./testing`, which no program imports that has to
 * start fast or to run on an edge, and `./presets`, which are schemas.
 */
export function loadViolations(modules: readonly Module[]): string[] {
  const shipped = modules.filter(({ path }) => !/^(?:testing|presets)[/.]/.test(path));
  return shipped.flatMap(({ path, imports }) =>
    imports
      .filter((one) => !isRelative(one) && !coreMayLoad(one))
      .map(({ kind, specifier }) => `${path} has a ${kind} import of ${specifier}`),
  );
}

/** A static import of a builtin costs every start of every program, and is missing on an edge runtime. */
function coreMayLoad({ kind, specifier }: Import): boolean {
  if (kind !== "dynamic") return kind === "type";
  return (
    specifier.startsWith("node:") || ["#dotenv", "yaml", "smol-toml", "jsonc-parser"].includes(specifier)
  );
}

/** The first cycle among modules, as the path that leads back to its start. Types count: they bind just as much. */
export function cycleIn(modules: readonly Module[]): readonly string[] | undefined {
  const edges = new Map(modules.map(({ path, imports }) => [path, relativeTargets(path, imports)]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    const cycle = firstOf(edges.get(path) ?? [], (target) => visit(target, [...trail, path]));
    done.add(path);
    return cycle;
  };
  return firstOf([...edges.keys()], (path) => visit(path, []));
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function relativeTargets(from: string, imports: readonly Import[]): string[] {
  return imports.filter(isRelative).map(({ specifier }) => posix.join(posix.dirname(from), specifier));
}

function isRelative({ specifier }: Import): boolean {
  return specifier.startsWith(".");
}

/** "sources/env.ts" belongs to the noun "sources", "load.ts" to "load". */
function nounOf(path: string): string {
  return path.split("/")[0]?.replace(/\.[tj]s$/, "") ?? "";
}
