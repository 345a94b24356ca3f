import { SourceError } from "../../model/errors.ts";
import type { Origin } from "../../model/problem.ts";
import { absentFiles } from "./absent-files.ts";
import { cascade } from "./cascade.ts";
import { inCwd } from "../shared/cwd.ts";
import { propertyWarnings } from "../shared/property-names.ts";
import { checkedPath } from "../shared/path-variable.ts";
import type { Place } from "../../model/setting.ts";
import type { Warning } from "../../model/warning.ts";
import type { Failed, Found, Ignored, ReadContext, Reading, SyncSource } from "../../contract/source.ts";
import { knownOptions, type Only } from "../../util/known-options.ts";
import { DOTENV_OPTIONS, type DotenvOptions } from "./dotenv-options.ts";
import { type EnvFile, type EnvPlace, namesOfAll, envPlaceOf, readEnvFile } from "./env-file.ts";
import { skippedLines } from "./skipped-lines.ts";
import { envTraps, type Expansion } from "./env-traps.ts";
import { Expander, type Names } from "./expand.ts";
import {
  type Hit,
  emptyValue,
  unknownNames,
  variableNames,
  type VariableNames,
} from "../shared/variable-names.ts";
import { lookUpWithParts, partNames, withoutParts } from "../shared/part-names.ts";
import { strayWarnings } from "../shared/stray-names.ts";
import { syncOrAsyncSource } from "../shared/sync-or-async.ts";

/**
 * `.env` files, as the `dotenv` package reads them; `process.env` is not written. Names are those of `env()`, and empty
 * text is missing. Of several files the first that has a value wins.
 *
 * @throws TypeError for a mode that is no plain name, a path that begins like a secret, and an option that it doesn't have.
 *
 * @example
 * ```ts
 * import { dotenv, env, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number().default(3000) });
 * const config = await loadConfig({ schema, sources: [env(), dotenv()] });
 * ```
 */
export function dotenv<Given extends DotenvOptions = DotenvOptions>(
  options?: Only<Given, DotenvOptions>,
): SyncSource;
export function dotenv(paths: string | readonly string[], options?: DotenvOptions): SyncSource;
export function dotenv(
  first: string | readonly string[] | DotenvOptions = {},
  second: DotenvOptions = {},
): SyncSource {
  const [given, unchecked] = isPaths(first) ? [[first].flat(), second] : [[".env"], first];
  const options: DotenvOptions = knownOptions("dotenv()", unchecked, DOTENV_OPTIONS);
  const paths = options.mode === undefined ? given : given.flatMap((path) => cascade(path, options.mode));
  for (const path of [...paths, options.cwd ?? "."]) checkedPath("dotenv()", path);
  const namesOf = variableNames(options, FILE_NAME);
  return syncOrAsyncSource({
    name: paths.join(", "),
    unknownNames: options.strict ? "refuse" : "warn",
    watches: paths.map((path) => inCwd(path, options.cwd)),
    locate: (setting) => namesOf(setting)[0],
    names: namesOf,
    paths: { "dotenv({ names })": Object.keys(options.names ?? {}) },
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

function readFiles(
  files: readonly EnvFile[],
  absent: readonly Warning[],
  wanted: readonly Place[],
  context: ReadContext,
  namesOf: VariableNames,
  { prefix, delimiter, expand = false, from, keepEmpty = false }: DotenvOptions,
): Reading {
  const [traps, ignored, asked]: [Warning[], Ignored[], Set<Place>] = [[], [], new Set(wanted)];
  const expansion: Expansion = { expand, isKnown: (name) => envPlaceOf(files, name) !== undefined };
  const find = (name: string, place: Place) => {
    const held = envPlaceOf(files, name);
    if (held && asked.has(place))
      traps.push(...envTraps({ file: held.file.path, name, entry: held.entry, path: place.path }, expansion));
    if (held?.entry.text !== "" || keepEmpty) return held;
    ignored.push({
      path: place.path,
      origin: { source: held.file.path, location: nameAt(held, name) },
      ...emptyValue(place),
    });
    return undefined;
  };
  const parts = partNames(() => namesOfAll(files), context, namesOf, { delimiter });
  const { hits, others } = lookUpWithParts(wanted, context, namesOf, parts, find);
  const source = files.map(({ path }) => path).join(", ");
  const expander = expand && new Expander(expansionNames(files, from ?? globalThis.process.env));
  return {
    answers: [
      ...hits.flatMap((hit) =>
        expander ? expanded(hit, expander, keepEmpty) : found(hit, hit.found.entry.text),
      ),
      ...others.map(({ path, found: held }) => ({ path, origin: lineOrigin(held) })),
    ],
    ignored,
    warnings: [
      ...absent,
      ...skippedLines(files),
      ...traps,
      ...strayWarnings(parts, source),
      ...propertyWarnings((name) => envPlaceOf(files, name) !== undefined, context, namesOf, {
        source,
        delimiter,
        names: () => namesOfAll(files),
      }),
    ],
    // On use: it takes as long as all the rest.
    get unknown() {
      return unknownNames(withoutParts(namesOfAll(files), parts), context, namesOf, prefix);
    },
  };
}

function nameAt({ file, entry }: EnvPlace, name: string): string {
  return `${file.path}:${entry.line} ${name}`;
}

function lineOrigin({ file, entry }: EnvPlace): Origin {
  return { source: file.path, location: `${file.path}:${entry.line}` };
}

function found({ path, found: held }: Hit<EnvPlace>, value: string): Found {
  return { path, value, origin: lineOrigin(held) };
}

function expanded(hit: Hit<EnvPlace>, expander: Expander, keepEmpty: boolean): (Found | Failed)[] {
  const result = expander.resolve(hit.name) ?? { text: "" };
  if (result.failure === undefined) return result.text === "" && !keepEmpty ? [] : [found(hit, result.text)];
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
