import { SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import { groupsOf, type Place } from "../model/setting.ts";
import { knownOptions, type Only, type OptionNames } from "../util/known-options.ts";
import { type CwdOptions, inCwd } from "./shared/cwd.ts";
import { checkedPath, pathVariable } from "./shared/path-variable.ts";
import type { Failed, Found, Ignored, Present, ReadContext, SyncSource } from "../contract/source.ts";
import { asksForBytes, fileContent, fileTraps } from "./secret-files.ts";
import { type Hit, isCommonName, type Naming, variableNames } from "./shared/variable-names.ts";
import { lookUpWithParts, partNames } from "./shared/part-names.ts";
import { propertyWarnings } from "./shared/property-names.ts";
import { strayWarnings } from "./shared/stray-names.ts";
import { readFile } from "./shared/read-file.ts";
import { type SyncOrAsync, syncOrAsyncSource } from "./shared/sync-or-async.ts";

/** Names as in `env()`, before their `_FILE`. */
export interface FileVariablesOptions extends Naming, CwdOptions {
  /**
   * The variables. They are read at each load. `undefined` is the default.
   *
   * @default process.env
   */
  readonly from?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Variables that name a file: with `DATABASE_PASSWORD_FILE=/run/secrets/db` the value is what that file holds, less one
 * final line end. Only the schema's names are looked for. A file that isn't there is an error, as its variable promises
 * it; what such a variable holds is not shown, as it may be the secret itself.
 *
 * @throws TypeError for an option that it doesn't have.
 *
 * @example
 * ```ts
 * import { env, fileVariables, loadConfig, secret } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ password: secret(z.string()).optional() });
 * // PASSWORD, or else the file that PASSWORD_FILE names
 * const config = await loadConfig({ schema, sources: [env(), fileVariables()] });
 * ```
 */
export function fileVariables<Given extends FileVariablesOptions = FileVariablesOptions>(
  options?: Only<Given, FileVariablesOptions>,
): SyncSource {
  const given: FileVariablesOptions = knownOptions<FileVariablesOptions>(
    "fileVariables()",
    options,
    FILE_VARIABLES_OPTIONS,
  );
  const { from, names = {}, cwd } = given;
  if (cwd !== undefined) checkedPath("fileVariables()", cwd);
  const namesOf = variableNames(given);
  return syncOrAsyncSource({
    name: "file-variables",
    unknownNames: "shared",
    locate: (setting) => withFile(namesOf(setting))[0],
    names: (place) => withFile(namesOf(place)),
    paths: { "fileVariables({ names })": Object.keys(names) },
    *steps(wanted, context) {
      const variables = from ?? globalThis.process?.env ?? {};
      const ignored: Ignored[] = [];
      const ownerOf = (name: string) =>
        [...context.settings, ...groupsOf(context.settings)].find((each) => namesOf(each).includes(name));
      const find = (name: string, place: Place) => {
        const value = variables[`${name}_FILE`];
        const why = value === undefined ? undefined : whyNoPath(value, ownerOf(`${name}_FILE`), place);
        if (why) ignored.push({ path: place.path, origin: fileVariableOrigin(name), ...why });
        return why ? undefined : value;
      };
      const parts = partNames(() => namesWithFile(variables), context, namesOf, given);
      const { hits, others } = lookUpWithParts(wanted, context, namesOf, parts, find);
      const groups = new Map(wanted.map((place) => [place.path, place]));
      const answers: (Found | Failed | Present)[] = others.map(({ path, name }) => ({
        path,
        origin: fileVariableOrigin(name),
      }));
      for (const hit of hits) {
        const answer = yield* variableAnswer(hit, cwd, context);
        const why = whyOthers(answer, groups.get(hit.path), given);
        if (why === undefined) answers.push(answer);
        else ignored.push({ path: hit.path, origin: fileVariableOrigin(hit.name), why });
      }
      const warnings = [
        ...strayWarnings(parts, "file-variables", "_FILE"),
        ...fileTraps(answers, context.settings),
        ...propertyWarnings((name) => variables[`${name}_FILE`] !== undefined, context, namesOf, {
          source: "file-variables",
          delimiter: given.delimiter,
          names: () => namesWithFile(variables),
          shown: (name) => `${name}_FILE`,
          fileOf: (name) => `the file that ${name}_FILE names`,
        }),
      ];
      return { answers, ignored, warnings };
    },
  });
}

const FILE_VARIABLES_OPTIONS: OptionNames<FileVariablesOptions> = {
  from: true,
  prefix: true,
  delimiter: true,
  names: true,
  cwd: true,
};

/** `LOG_FILE` is the variable of `log.file`, where there is such a setting, and not a file with all of `log`. */
function whyNoPath(
  value: string,
  owner: Place | undefined,
  place: Place,
): Pick<Ignored, "why" | "fix"> | undefined {
  if (owner)
    return {
      why: `is the variable of ${owner.name}, and not read as a file for ${place.name}`,
      fix: "give one of them another name by .meta({ env })",
    };
  return value === "" ? { why: "is empty", fix: "set it to a file's path" } : undefined;
}

function namesWithFile(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(variables).flatMap((name) =>
    name.endsWith("_FILE") ? [name.slice(0, -"_FILE".length)] : [],
  );
}

function withFile(names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}_FILE`);
}

function fileVariableOrigin(name: string): Origin {
  return { source: "file-variables", location: `${name}_FILE` };
}

/** `SSL_CERT_FILE` names a certificate, also where the schema has a group `sslCert`, and `COMPOSE_FILE` several files. */
function whyOthers(answer: Found | Failed, place: Place | undefined, naming: Naming): string | undefined {
  if (!place || !isCommonName(place, naming)) return undefined;
  if (!("value" in answer)) return "names no file that can be read, so it counts as another program's";
  const isObject = typeof answer.value === "string" && /^\s*(?:\{|null\s*$)/.test(answer.value);
  return isObject ? undefined : "names a file that holds no JSON object, so it counts as another program's";
}

/** Its failure is this setting's only. */
function* variableAnswer(
  { path, name, found: file }: Hit<string>,
  cwd: string | undefined,
  context: ReadContext,
): SyncOrAsync<Found | Failed> {
  const ref = `${name}_FILE`;
  const { shown, problem } = pathVariable(ref, file, cwd);
  const origin = { source: "file-variables", location: shown };
  const request = { path: shown, at: inCwd(file, cwd), source: "file-variables" };
  try {
    if (problem !== undefined) throw missing(`${ref} ${problem}`, ref);
    const bytes = yield* readFile(request, context);
    if (!bytes) throw missing(`${shown} leads nowhere, or was taken away`, ref);
    return { path, value: fileContent(bytes, asksForBytes(path, context.settings), request), origin };
  } catch (error) {
    if (error instanceof SourceError) return { path, error, origin };
    throw error;
  }
}

function missing(message: string, ref: string): SourceError {
  return new SourceError({ reason: "unavailable", message, store: "file-variables", ref });
}
