import { SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import { checkedPath } from "./shared/path-variable.ts";
import { groupsOf, pathName, type Setting } from "../model/setting.ts";
import { bareType } from "../model/value-forms.ts";
import type { Failed, Found, Present, ReadContext, SyncSource } from "../contract/source.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";
import type { Warning } from "../model/warning.ts";
import { propertyWarnings } from "./shared/property-names.ts";
import { textTraps } from "./shared/text-traps.ts";
import { upperSnakeCase } from "../util/text.ts";
import { absent } from "./shared/absent.ts";
import { type CwdOptions, inCwd } from "./shared/cwd.ts";
import type { FileRequest } from "./shared/file-error.ts";
import { listFiles } from "./folder/folder.ts";
import { partFileWarnings } from "./folder/part-files.ts";
import { type Hit, lookUp } from "./shared/variable-names.ts";
import { decodeText, readFile } from "./shared/read-file.ts";
import { type SyncOrAsync, syncOrAsyncSource } from "./shared/sync-or-async.ts";

export interface SecretFilesOptions extends CwdOptions {
  /**
   * Before the names of this application's files: `app-`.
   *
   * @default ""
   */
  readonly prefix?: string | undefined;
  /**
   * A missing folder is an error.
   *
   * @default false
   */
  readonly required?: boolean | undefined;
  /**
   * A file that belongs to no setting is an error.
   *
   * @default false
   */
  readonly strict?: boolean | undefined;
}

/**
 * A folder with one file a value, as Docker and Kubernetes mount secrets. Names are compared without case, with
 * `/ . - _` equal: `database/password`, `DATABASE_PASSWORD` and `database-password` are one. One final line end is taken
 * off and nothing else. No link is followed out of the folder.
 *
 * @throws TypeError for what begins like a secret, and for an option that it doesn't have.
 *
 * @example
 * ```ts
 * import { env, loadConfig, secret, secretFiles } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ password: secret(z.string()).optional() });
 * // the file /run/secrets/password
 * const config = await loadConfig({ schema, sources: [secretFiles("/run/secrets"), env()] });
 * ```
 */
export function secretFiles(folder: string, options?: SecretFilesOptions): SyncSource {
  const given: SecretFilesOptions = knownOptions("secretFiles()", options, SECRET_FILES_OPTIONS);
  const { prefix = "", required = false, strict = false, cwd } = given;
  for (const path of [folder, cwd ?? "."]) checkedPath("secretFiles()", path);
  const place: Folder = { folder, at: inCwd(folder, cwd) };
  const namesOf = ({ path }: { readonly path: readonly string[] }) => fileNames(path, prefix);
  return syncOrAsyncSource({
    name: folder,
    unknownNames: strict ? "refuse" : "warn",
    watches: [place.at],
    names: namesOf,
    locate: ({ path }) => `${prefix}${path.map(upperSnakeCase).join("_").toLowerCase()}`,
    *steps(wanted, context) {
      const paths = listFiles(place.at, folder);
      const held = bySpelling(paths ?? []);
      const { hits, others } = lookUp(wanted, context, namesOf, (name) => held.get(name));
      const answers: (Found | Failed | Present)[] = others.map(({ path, found: [file = ""] }) => ({
        path,
        origin: fileOrigin(folder, file),
      }));
      for (const hit of hits) answers.push(yield* fileAnswer(hit, place, context));
      return {
        answers,
        warnings: [
          ...(paths ? [] : [absent({ source: folder }, place.at, required)]),
          ...fileTraps(answers, context.settings),
          ...partFileWarnings(paths ?? [], context, { folder, namesOf, spell }),
          ...propertyWarnings((name) => held.has(name), context, namesOf, {
            source: folder,
            names: () => held.keys(),
            shown: (name) => `${folder}/${held.get(name)?.[0] ?? name}`,
            fileOf: (name) => `${folder}/${name}`,
          }),
        ],
        get unknown() {
          const known = new Set([...context.settings, ...groupsOf(context.settings)].flatMap(namesOf));
          const unknown = [...held].filter(([name]) => name.startsWith(spell(prefix)) && !known.has(name));
          return unknown.flatMap(([, [path = ""]]) => path);
        },
      };
    },
  });
}

const SECRET_FILES_OPTIONS: OptionNames<SecretFilesOptions> = {
  prefix: true,
  required: true,
  strict: true,
  cwd: true,
};

interface Folder {
  /** As the user wrote it. */
  readonly folder: string;
  readonly at: string;
}

function fileOrigin(folder: string, file: string): Origin {
  return { source: folder, location: `${folder}/${file}` };
}

function spell(name: string): string {
  return name.toLowerCase().replace(/[/.\-_]+/g, "_");
}

/** `poolSize` may be the file `pool_size` or `poolSize`. */
function fileNames(path: readonly string[], prefix: string): readonly string[] {
  return [
    ...new Set([path.map(upperSnakeCase).join("_"), path.join("_")].map((name) => spell(prefix + name))),
  ];
}

function bySpelling(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const held = new Map<string, string[]>();
  for (const path of paths) {
    const name = spell(path);
    held.set(name, [...(held.get(name) ?? []), path]);
  }
  return held;
}

/** Its failure is this setting's only. */
function* fileAnswer(
  { path, found }: Hit<readonly string[]>,
  { folder, at }: Folder,
  context: ReadContext,
): SyncOrAsync<Found | Failed> {
  const [file = "", ...others] = found;
  const origin = fileOrigin(folder, file);
  const request = { path: `${folder}/${file}`, at: `${at}/${file}`, source: folder, within: at };
  try {
    if (others.length > 0) throw ambiguous(folder, found);
    const bytes = yield* readFile(request, context);
    if (!bytes) throw vanished(request);
    return { path, value: fileContent(bytes, asksForBytes(path, context.settings), request), origin };
  } catch (error) {
    if (error instanceof SourceError) return { path, error, origin };
    throw error;
  }
}

/** What editors and programs have left around the values of files, by each file's own place. */
export function fileTraps(
  answers: readonly (Found | Failed | Present)[],
  settings: readonly Setting[],
): Warning[] {
  const found = answers.flatMap((answer) =>
    "value" in answer ? { ...answer, shown: answer.origin.location ?? "" } : [],
  );
  return textTraps(found, settings, "file");
}

function ambiguous(folder: string, found: readonly string[]): SourceError {
  const message = `${folder} holds ${found.length} files for one setting: ${found.join(", ")}`;
  return new SourceError({ reason: "malformed", message, store: folder, ref: folder });
}

function vanished({ path, source }: FileRequest): SourceError {
  return new SourceError({
    reason: "unavailable",
    message: `${path} leads nowhere, or was taken away`,
    store: source,
    ref: path,
  });
}

/** Whether the setting asks for bytes, also where it may be `null`. */
export function asksForBytes(path: readonly string[], settings: readonly Setting[]): boolean {
  const name = pathName(path);
  const setting = settings.find((each) => each.name === name);
  return setting !== undefined && bareType(setting.valueType).type === "bytes";
}

/** Text less one final line end, which editors add; bytes as they are where the setting asks for bytes. */
export function fileContent(bytes: Uint8Array, asBytes: boolean, request: FileRequest): string | Uint8Array {
  return asBytes ? bytes : decodeText(bytes, request).replace(/\r?\n$/, "");
}
