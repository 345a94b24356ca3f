import { absent } from "../shared/absent.ts";
import { type CwdOptions, inCwd } from "../shared/cwd.ts";
import { checkedPath } from "../shared/path-variable.ts";
import { SourceError } from "../../model/errors.ts";
import { pathName } from "../../model/setting.ts";
import { isPlainObject } from "../../util/safe-json.ts";
import type { ReadContext, Reading, SyncSource } from "../../contract/source.ts";
import { readDocument } from "./document.ts";
import { formatOf } from "./formats.ts";
import { readText } from "../shared/read-file.ts";
import { knownOptions, type OptionNames } from "../../util/known-options.ts";
import { misuse } from "../../util/misuse.ts";
import { encryptedTraps } from "../shared/text-traps.ts";
import { syncOrAsyncSource } from "../shared/sync-or-async.ts";

export interface FileOptions extends CwdOptions {
  /**
   * A missing file is an error.
   *
   * @default false
   */
  readonly required?: boolean | undefined;
  /**
   * An unknown name is an error.
   *
   * @default false
   */
  readonly strict?: boolean | undefined;
}

/**
 * One JSON, YAML or TOML file, nested as the schema is. YAML needs the package `yaml`, TOML `smol-toml`, JSON with comments
 * (`.jsonc`) `jsonc-parser`. What is under `$schema` at the top is for editors, and no unknown name.
 *
 * Values keep their types; a TOML date becomes its ISO 8601 text, which `z.date()` and `z.iso.date()` both take. An
 * integer that a number can't hold becomes a bigint.
 *
 * @throws TypeError for another ending, for what begins like a secret, and for an option that it doesn't have.
 *
 * @example
 * ```ts
 * import { env, file, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number().default(3000) });
 * const config = await loadConfig({ schema, sources: [env(), file("config.yaml")] });
 * ```
 */
export function file(path: string, options?: FileOptions): SyncSource {
  const given: FileOptions = knownOptions("file()", options, FILE_OPTIONS);
  const { required = false, strict = false, cwd } = given;
  const format = formatOf(checkedPath("file()", path));
  // The path isn't quoted: what has none of these endings may be no path at all.
  if (!format)
    throw misuse("file() reads .json, .jsonc, .yaml, .yml and .toml; the given path has another ending");
  const at = inCwd(path, cwd === undefined ? undefined : checkedPath("file()", cwd));
  return syncOrAsyncSource({
    name: path,
    unknownNames: strict ? "refuse" : "warn",
    watches: [at],
    locate: (setting) => pathName(setting.path),
    *steps(wanted, context) {
      const text = yield* readText({ path, at, source: path }, context);
      if (text === undefined)
        return { answers: [], warnings: [absent({ source: path, location: path }, at, required)] };
      const { value, lines, itemLines, aliased } = yield* format(text);
      if (!isPlainObject(value)) throw noObject(path, value);
      const locationOf = (name: readonly string[]) => `${path}:${lines.of(name) ?? 1}`;
      const reading = readDocument({ source: path, value, locationOf }, wanted, context);
      let known: ReturnType<typeof itemLines> | undefined;
      const locationIn = (name: readonly string[]) => `${path}:${(known ??= itemLines()).of(name) ?? 1}`;
      let used: ReadonlySet<string> | undefined;
      const isUsed = (name: readonly string[]) => (used ??= aliased?.() ?? NO_NAMES).has(pathName(name));
      return { ...seenAsFile(reading, context), locationIn, isUsed };
    },
  });
}

const NO_NAMES: ReadonlySet<string> = new Set();
const FILE_OPTIONS: OptionNames<FileOptions> = { required: true, strict: true, cwd: true };

/** With what is particular to files. The getter stays one: it walks the whole document. */
function seenAsFile(reading: Reading, { settings }: Pick<ReadContext, "settings">): Reading {
  const found = reading.answers.filter((answer) => "value" in answer);
  return {
    answers: reading.answers,
    warnings: encryptedTraps(found, settings),
    get unknown() {
      return (reading.unknown ?? []).filter((each) => typeof each === "string" || !isForEditors(each.path));
    },
  };
}

function isForEditors(path: readonly string[]): boolean {
  return path.length === 1 && path[0] === "$schema";
}

/** Nobody would learn what it holds. */
function noObject(path: string, value: unknown): SourceError {
  const what = value === null ? "null" : Array.isArray(value) ? "a list" : TOP_SCALARS[typeof value];
  const message = `${path} holds ${what ?? "no plain object"} at its top: expected an object`;
  return new SourceError({ reason: "malformed", message, store: path, ref: path });
}

const TOP_SCALARS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  bigint: "a number",
  boolean: "a boolean",
};
