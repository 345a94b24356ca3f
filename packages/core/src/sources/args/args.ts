import type { $ZodType } from "zod/v4/core";

import { SourceError } from "../../model/errors.ts";
import type { Origin } from "../../model/problem.ts";
import {
  groupsOf,
  isSetting,
  pathName,
  type Place,
  type Setting,
  type ValueType,
} from "../../model/setting.ts";
import type { Failed, Found, Present, ReadContext, SyncSource } from "../../contract/source.ts";
import { knownOptions, type OptionNames } from "../../util/known-options.ts";
import { misuse } from "../../util/misuse.ts";
import { AS_ARGUMENTS } from "../shared/part-keys.ts";
import { partNames, type PartNames } from "../shared/part-names.ts";
import { strayWarnings } from "../shared/stray-names.ts";
import { syncSource } from "../shared/sync-source.ts";
import { argumentNames, withoutBrackets } from "./argument-names.ts";
import { argumentOf } from "./argument-of.ts";
import { type Given, givenIn } from "./given.ts";
import type { OwnArgument } from "./options.ts";
import { valueOfAll } from "./repeated.ts";
import { usageOf } from "./usage.ts";

export interface ArgsOptions {
  /**
   * The arguments. They are read at each load. `undefined` is the default.
   *
   * @default process.argv.slice(2)
   */
  readonly from?: readonly string[] | undefined;
  /**
   * An unknown argument that begins with a dash is an error.
   *
   * @default false
   */
  readonly strict?: boolean | undefined;
  /**
   * Single letters, `{ p: "port", c: "config" }`: each stands for a setting's path, or for one of `own`.
   *
   * @default {}
   */
  readonly short?: Readonly<Record<string, string>> | undefined;
  /**
   * Arguments that the program reads itself, without their dashes, `{ config: "string", watch: "boolean" }`: they are known,
   * and the value after a `string` is theirs.
   *
   * @default {}
   */
  readonly own?: Readonly<Record<string, OwnArgument>> | undefined;
}

export interface ArgsSource extends SyncSource {
  /** The arguments of a schema, one a line, for a program's `--help`. */
  usage(schema: $ZodType): string;
}

/**
 * Command line arguments: `database.poolSize` is `--database.pool-size 5` or `--database.pool-size=5`. A boolean is
 * `--debug`, `--debug=false` or `--no-debug`; a list or record is repeated, one text, or given by its parts,
 * `--servers.0.port`; a group is JSON: `--database '{…}'`. Empty text is a value. What is after `--`, and what has no dash, is the program's own.
 *
 * @throws TypeError for an option that it doesn't have, and for what is no letter in `short`.
 *
 * @example
 * ```ts
 * import { args, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ database: z.object({ poolSize: z.number() }) });
 * const source = args({ from: ["--database.pool-size", "5"] }); // args() in a program
 * console.log((await loadConfig({ schema, sources: [source] })).database.poolSize); // 5
 * ```
 */
export function args(options?: ArgsOptions): ArgsSource {
  const given: ArgsOptions = knownOptions("args()", options, ARGS_OPTIONS);
  const { from, strict = false, short = {}, own = {} } = given;
  refuseOddLetters(short);
  const lettersOf = ({ path }: Place) =>
    Object.keys(short).filter(
      (letter) => !Object.hasOwn(own, short[letter] ?? "") && short[letter] === pathName(path),
    );
  const names = (place: Place) =>
    [argumentOf(place) ?? [], lettersOf(place).map((letter) => `-${letter}`)].flat();
  const source = syncSource({
    name: "args",
    unknownNames: strict ? "refuse" : "warn",
    unknownFix: unknownArgumentFix,
    locate: argumentOf,
    names,
    paths: { "args({ short })": Object.values(short).filter((path) => !Object.hasOwn(own, path)) },
    readSync(wanted, context) {
      refuseTakenNames(own, context);
      const { settings } = context;
      const argv = (from ?? globalThis.process.argv.slice(2)).map(withoutBrackets);
      const parts = partsIn(argv, context, own);
      const all = givenIn(argv, settings, { nameOf: argumentOf, short, own, parts: parts.parts });
      const asked = new Set<Place>(wanted);
      const known = new Set([
        ...[...settings, ...groupsOf(settings)].map(argumentOf),
        ...parts.parts.map(({ name }) => name),
      ]);
      return {
        answers: [
          ...wanted.flatMap((place) => answersFor(place, all)),
          ...parts.parts.flatMap((part) => partAnswers(part, all, asked)),
          ...settings.filter((setting) => !asked.has(setting)).flatMap((setting) => presentIn(all, setting)),
        ],
        unknown: [...all.keys()].filter((name) => !known.has(name)),
        warnings: strayWarnings(parts, "args"),
      };
    },
  });
  return { ...source, usage: (schema) => usageOf(schema, names) };
}

const ARGS_OPTIONS: OptionNames<ArgsOptions> = { from: true, strict: true, short: true, own: true };

function refuseOddLetters(short: Readonly<Record<string, string>>): void {
  if (!Object.keys(short).every((letter) => /^[^\s=-]$/u.test(letter)))
    throw misuse('args({ short }) takes single letters: { p: "port" } is -p');
  const places = Object.values(short);
  if (new Set(places).size < places.length)
    throw misuse("args({ short }) takes one letter for each argument");
}

function refuseTakenNames(
  own: Readonly<Record<string, OwnArgument>>,
  context: Pick<ReadContext, "settings">,
): void {
  const taken = new Set([...context.settings, ...groupsOf(context.settings)].map(argumentOf));
  const both = Object.keys(own).find((name) => taken.has(`--${name}`));
  if (both === undefined) return;
  const message = `args({ own }) names --${both}, which is a setting's or group's`;
  throw new SourceError({ reason: "malformed", message, store: "args" });
}

function presentIn(all: Given, setting: Setting): Present[] {
  const name = argumentOf(setting);
  return name !== undefined && all.has(name) ? [{ path: setting.path, origin: argumentOrigin(name) }] : [];
}

function argumentOrigin(name: string): Origin {
  return { source: "args", location: name };
}

function answersFor(place: Place, all: Given): (Found | Failed)[] {
  const name = argumentOf(place);
  if (name === undefined) return [];
  return answersAt(place.path, isSetting(place) ? place.valueType : undefined, name, all);
}

/** Of a part of a setting that an earlier source had, only that the setting is here too. */
function partAnswers(
  { setting, path, name, type }: PartNames["parts"][number],
  all: Given,
  asked: ReadonlySet<Place>,
): (Found | Failed | Present)[] {
  if (asked.has(setting)) return answersAt(path, type, name, all);
  return all.has(name) ? [{ path: setting.path, origin: argumentOrigin(name) }] : [];
}

function answersAt(
  path: readonly string[],
  type: ValueType | undefined,
  name: string,
  all: Given,
): (Found | Failed)[] {
  const occurrences = all.get(name);
  if (!occurrences) return [];
  const origin = argumentOrigin(name);
  const { problem, value } = valueOfAll(type, name, occurrences);
  if (problem === undefined) return [{ path, origin, value }];
  return [{ path, origin, error: new SourceError({ reason: "malformed", message: problem, store: "args" }) }];
}

/** What the program reads itself is no part. */
function partsIn(
  argv: readonly string[],
  context: Pick<ReadContext, "settings">,
  own: Readonly<Record<string, OwnArgument>>,
): PartNames {
  const names = () => argumentNames(argv).filter((name) => !Object.hasOwn(own, name.slice(2)));
  const namesOf = (place: Place) => [argumentOf(place) ?? []].flat();
  return partNames(names, context, namesOf, { delimiter: "." }, AS_ARGUMENTS);
}

function unknownArgumentFix(name: string): string {
  if (name !== "--help" && name !== "-h")
    return "take it out, add it to the schema, or name it in args({ own }) where the program reads it itself";
  return 'print args().usage(schema) for it, and name it as the program\'s own: args({ own: { help: "boolean" }, short: { h: "help" } })';
}
