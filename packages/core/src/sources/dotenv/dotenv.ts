import { SourceError } from "../../model/errors.ts";
import type { Origin } from "../../model/problem.ts";
import { absolutePath, inCwd } from "../shared/cwd.ts";
import { checkedPath } from "../shared/path-variable.ts";
import type { Place } from "../../model/setting.ts";
import type { Warning } from "../../model/warning.ts";
import type { Failed, Found, ReadContext, Reading, SyncSource } from "../../contract/source.ts";
import { list } from "../../util/text.ts";
import { type EnvFile, type EnvPlace, namesOfAll, envPlaceOf, readEnvFile } from "./env-file.ts";
import { envTraps, type Expansion } from "./env-traps.ts";
import { Expander, type Names } from "./expand.ts";
import {
  type Hit,
  lookUp,
  type Naming,
  unknownNames,
  variableNames,
  type VariableNames,
} from "../shared/variable-names.ts";
import { syncOrAsyncSource } from "../shared/sync-or-async.ts";

export interface DotenvOptions extends Naming {
  /**
   * Reads `.env.[mode].local`, `.env.local`, `.env.[mode]` and `.env`, the first wins. Not `.env.local` in mode `test`,
   * so that tests run alike on every machine (as in Next.js; Vite reads it there too).
   */
  readonly mode?: string | undefined;
  /** A missing file is an error; with `mode`, if all are missing. */
  readonly required?: boolean | undefined;
  /** An unknown name is an error. */
  readonly strict?: boolean | undefined;
  /**
   * Resolves `${NAME}` and `${NAME:-default}` against the environment, then the files; not inside single quotes, and
   * `\$` is a dollar sign. A reference to nothing, and a circle, is an error of the setting. Never a shell.
   */
  readonly expand?: boolean | undefined;
  /** The environment that `expand` looks into, in place of the process's. */
  readonly from?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where relative paths begin, in place of the process's folder. */
  readonly cwd?: string | undefined;
}

/**
 * `.env` files, as the `dotenv` package reads them; `process.env` is not written. Names are those of `env()`, and empty
 * text is missing. Of several files the first that has a value wins.
 *
 * @throws TypeError for a mode that is no plain name, and for a path that begins like a secret.
 */
export function dotenv(options?: DotenvOptions): SyncSource;
export function dotenv(paths: string | readonly string[], options?: DotenvOptions): SyncSource;
export function dotenv(
  first: string | readonly string[] | DotenvOptions = {},
  second: DotenvOptions = {},
): SyncSource {
  const [given, options] = isPaths(first) ? [[first].flat(), second] : [[".env"], first];
  const paths = options.mode === undefined ? given : given.flatMap((path) => cascade(path, options.mode));
  for (const path of [...paths, options.cwd ?? ""]) checkedPath("dotenv()", path);
  const namesOf = variableNames(options, FILE_NAME);
  return syncOrAsyncSource({
    name: paths.join(", "),
    unknownNames: options.strict ? "refuse" : "warn",
    watches: paths.map((path) => inCwd(path, options.cwd)),
    locate: (setting) => namesOf(setting)[0],
    *steps(wanted, context) {
      const files: EnvFile[] = [];
      for (const path of paths) {
        const file = yield* readEnvFile(path, options.cwd, context);
        if (file) files.push(file);
      }
      return readFiles(files, absentFiles(paths, files, options), wanted, context, namesOf, options);
    },
  });
}

/** What `dotenv` reads as a name: `ÜNIT` can't be written in such a file. */
const FILE_NAME = /^[\w.-]+$/;

function isPaths(first: string | readonly string[] | DotenvOptions): first is string | readonly string[] {
  return typeof first === "string" || Array.isArray(first);
}

function cascade(path: string, mode = ""): readonly string[] {
  // It may come from a variable: `NODE_ENV=../other` must not lead to another folder.
  if (!/^\w[\w-]*$/.test(mode)) throw new TypeError("dotenv({ mode }) takes a plain name: production, test");
  const files = [`${path}.${mode}.local`, `${path}.local`, `${path}.${mode}`, path];
  return mode === "test" ? files.filter((file) => file !== `${path}.local`) : files;
}

/** Of a mode's files it is enough that one is there. */
function absentFiles(
  paths: readonly string[],
  files: readonly EnvFile[],
  { mode, required, cwd }: DotenvOptions,
): Warning[] {
  const absent = paths.filter((path) => files.every((file) => file.path !== path));
  const [ref] = absent;
  if (ref === undefined || (mode !== undefined && files.length > 0)) return [];
  const isnt = absent.length === 1 ? "isn't there" : "aren't there";
  const message = `${list(absent)} ${required ? `${absent.length === 1 ? "is" : "are"} required, but ${isnt}` : isnt}`;
  const wanted = mode === undefined ? absent : absent.slice(-1);
  const fix = `create ${list(
    wanted.map((path) => absolutePath(inCwd(path, cwd))),
    "or",
  )}`;
  if (required) throw new SourceError({ reason: "unavailable", message, store: paths.join(", "), ref, fix });
  return [
    { kind: "absent", message, origin: { source: paths.join(", "), location: absent.join(", ") }, fix },
  ];
}

function readFiles(
  files: readonly EnvFile[],
  absent: readonly Warning[],
  wanted: readonly Place[],
  context: ReadContext,
  namesOf: VariableNames,
  { prefix, expand = false, from }: DotenvOptions,
): Reading {
  const [traps, asked]: [Warning[], Set<Place>] = [[], new Set(wanted)];
  const expansion: Expansion = { expand, isKnown: (name) => envPlaceOf(files, name) !== undefined };
  const { hits, others } = lookUp(wanted, context, namesOf, (name, place) => {
    const held = envPlaceOf(files, name);
    if (held && asked.has(place))
      traps.push(...envTraps({ file: held.file.path, name, entry: held.entry, path: place.path }, expansion));
    return held?.entry.text === "" ? undefined : held;
  });
  const expander = expand && new Expander(expansionNames(files, from ?? globalThis.process.env));
  return {
    answers: [
      ...hits.flatMap((hit) => (expander ? expanded(hit, expander) : found(hit, hit.found.entry.text))),
      ...others.map(({ path, found: held }) => ({ path, origin: lineOrigin(held) })),
    ],
    warnings: [...absent, ...traps],
    // On use: it takes as long as all the rest.
    get unknown() {
      return unknownNames(namesOfAll(files), context, namesOf, prefix);
    },
  };
}

function lineOrigin({ file, entry }: EnvPlace): Origin {
  return { source: file.path, location: `${file.path}:${entry.line}` };
}

function found({ path, found: held }: Hit<EnvPlace>, value: string): Found {
  return { path, value, origin: lineOrigin(held) };
}

function expanded(hit: Hit<EnvPlace>, expander: Expander): (Found | Failed)[] {
  const result = expander.resolve(hit.name) ?? { text: "" };
  if (result.failure === undefined) return result.text === "" ? [] : [found(hit, result.text)];
  const { path, origin } = found(hit, "");
  const message = `${hit.name} ${result.failure}`;
  return [{ path, origin, error: new SourceError({ reason: "malformed", message, store: origin.source }) }];
}

function expansionNames(
  files: readonly EnvFile[],
  outside: Readonly<Record<string, string | undefined>>,
): Names {
  return {
    templateOf: (name) => {
      const place = envPlaceOf(files, name);
      return place && { ...place.entry, location: `${place.file.path}:${place.entry.line}` };
    },
    outsideOf: (name) => (typeof outside[name] === "string" ? outside[name] : undefined),
  };
}
