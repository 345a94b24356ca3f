import { builtin } from "../util/builtin.ts";
import { SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import { groupsOf, isSetting, type Place, type Setting, type ValueType } from "../model/setting.ts";
import type { Failed, Found, Present, SyncSource } from "../contract/source.ts";
import { kebabCase } from "../util/text.ts";
import { syncSource } from "./shared/sync-source.ts";

export interface ArgsOptions {
  /** Arguments in place of `process.argv.slice(2)`. */
  readonly from?: readonly string[] | undefined;
  /** An unknown argument that begins with a dash is an error. */
  readonly strict?: boolean | undefined;
}

/**
 * Command line arguments: `database.poolSize` is `--database.pool-size 5` or `--database.pool-size=5`. A boolean is
 * `--debug`, `--debug=false` or `--no-debug`; a list is repeated, or one text; a group is JSON: `--database '{…}'`.
 * Empty text is a value. What stands after `--`, and what has no dash, is the program's own.
 */
export function args({ from, strict = false }: ArgsOptions = {}): SyncSource {
  return syncSource({
    name: "args",
    unknownNames: strict ? "refuse" : "warn",
    locate: argumentOf,
    readSync(wanted, { settings }) {
      const given = givenIn(from ?? globalThis.process.argv.slice(2), settings);
      const asked = new Set<Place>(wanted);
      const known = new Set([...settings, ...groupsOf(settings)].map(argumentOf));
      return {
        answers: [
          ...wanted.flatMap((place) => answerFor(place, given)),
          ...settings
            .filter((setting) => !asked.has(setting))
            .flatMap((setting) => presentIn(given, setting)),
        ],
        unknown: [...given.keys()].filter((name) => !known.has(name)),
      };
    },
  });
}

function presentIn(given: ReadonlyMap<string, unknown>, setting: Setting): Present[] {
  const name = argumentOf(setting);
  return name !== undefined && given.has(name) ? [{ path: setting.path, origin: argumentOrigin(name) }] : [];
}

function argumentOrigin(name: string): Origin {
  return { source: "args", location: name };
}

function argumentOf({ path }: Pick<Setting, "path">): string | undefined {
  const segments = path.map(kebabCase);
  return segments.includes("") ? undefined : `--${segments.join(".")}`;
}

/** What stands after one argument, or why that can't be told. */
type Occurrence =
  | { readonly value: string | boolean; readonly problem?: never }
  | { readonly problem: string };

/** By argument, `--no-debug` under `--debug`. */
function givenIn(argv: readonly string[], settings: readonly Setting[]): Map<string, Occurrence[]> {
  const options = optionsFor(settings);
  const { tokens } = builtin("node:util").parseArgs({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, Occurrence[]>();
  let index = -1;
  for (const token of tokens) {
    // `-pSECRET` comes as seven options at one place: only the first can be a name.
    if (token.kind !== "option" || token.index === index) continue;
    index = token.index;
    const option = options.get(token.name);
    const name = option?.negates ?? token.rawName;
    const found = occurrence(token, option);
    const before = given.get(name);
    if (before) before.push(found);
    else given.set(name, [found]);
  }
  return given;
}

interface ArgOption {
  readonly type: "string" | "boolean";
  /** The argument that this one sets to false. */
  readonly negates?: string;
}

/** parseArgs must know what takes a value, or `--host h` would be a flag and a word. */
function optionsFor(settings: readonly Setting[]): Map<string, ArgOption> {
  const options = new Map<string, ArgOption>();
  const flags: string[] = [];
  for (const setting of settings) {
    const name = argumentOf(setting)?.slice(2);
    if (name === undefined) continue;
    options.set(name, { type: isFlag(setting.valueType) ? "boolean" : "string" });
    if (isFlag(setting.valueType)) flags.push(name);
  }
  const add = (name: string, option: ArgOption) => options.has(name) || options.set(name, option);
  for (const group of groupsOf(settings)) add(argumentOf(group)?.slice(2) ?? "", { type: "string" });
  for (const name of flags) add(`no-${name}`, { type: "boolean", negates: `--${name}` });
  options.delete("");
  return options;
}

function isFlag(kind: ValueType): boolean {
  if (kind.type === "nullable" || kind.type === "lenient") return isFlag(kind.of);
  return (
    kind.type === "boolean" ||
    (kind.type === "choice" && kind.values.every((value) => typeof value === "boolean"))
  );
}

function isList(kind: ValueType): boolean {
  if (kind.type === "nullable" || kind.type === "lenient") return isList(kind.of);
  const types = kind.type === "union" ? kind.options.map((option) => option.kind().type) : [kind.type];
  return types.some((type) => type === "array" || type === "set" || type === "tuple");
}

interface Token {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function occurrence({ rawName, value, inlineValue }: Token, option?: ArgOption): Occurrence {
  if (option?.negates !== undefined)
    return value === undefined ? { value: false } : { problem: `${rawName} takes no value` };
  if (value === undefined)
    return option?.type === "string" ? { problem: `${rawName} has no value after it` } : { value: true };
  // parseArgs takes whatever comes next. It may be a secret that begins with a dash, and is not quoted.
  const isArgument = inlineValue === false && /^-(?!\.?\d)./.test(value);
  return isArgument
    ? { problem: `${rawName} has no value after it: write ${rawName}=… for one that begins with a dash` }
    : { value };
}

function answerFor(place: Place, given: ReadonlyMap<string, readonly Occurrence[]>): (Found | Failed)[] {
  const name = argumentOf(place);
  const occurrences = name === undefined ? undefined : given.get(name);
  if (name === undefined || !occurrences) return [];
  const { path } = place;
  const origin = argumentOrigin(name);
  const problem =
    occurrences.find((each) => each.problem !== undefined)?.problem ?? repeated(place, name, occurrences);
  if (problem !== undefined)
    return [
      { path, origin, error: new SourceError({ reason: "malformed", message: problem, store: "args" }) },
    ];
  const values = occurrences.map((each) => ("value" in each ? each.value : undefined));
  return [{ path, origin, value: values.length === 1 ? values[0] : values }];
}

function repeated(place: Place, name: string, { length }: readonly Occurrence[]): string | undefined {
  if (length === 1 || (isSetting(place) && isList(place.valueType))) return undefined;
  return `${name} stands ${length} times: it takes one value`;
}
