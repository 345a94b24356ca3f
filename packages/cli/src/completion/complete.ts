import { COMMON_OPTIONS, type Completes, type OptionSpec } from "../options/option-spec.ts";
import type { CommandSpec } from "../parse/command-spec.ts";
import { specOf } from "../parse/parse.ts";

export interface Candidate {
  readonly text: string;
  readonly about: string;
}

/** What may stand where a word is typed. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell offers paths of its own. */
  readonly files: boolean;
}

/** Names that only the definition knows. It is imported where one is asked for. */
export type DefinedNames = (
  kind: "setting" | "store",
  config: string | undefined,
) => Promise<readonly Candidate[]>;

/**
 * Completes a command line by the table.
 *
 * @param words The words after `confide`, before the one that is typed.
 * @param current The beginning of that word.
 */
export async function complete(
  words: readonly string[],
  current: string,
  { commands, names }: { readonly commands: readonly CommandSpec[]; readonly names: DefinedNames },
): Promise<Completion> {
  const spec = specOf(words, commands);
  if (spec === undefined) return startingWith(current, commandWords(words, commands));
  const line = readLine(words.slice(spec.name.split(" ").length), [...spec.options, ...COMMON_OPTIONS]);
  const deeper = line.args.length === 0 ? commandWords(words, commands) : [];
  if (line.isPassedOn) return { candidates: [], files: true };
  const [option, value] = /^(--[\w-]+)=(.*)$/.exec(current)?.slice(1) ?? [];
  if (option !== undefined && value !== undefined) {
    const found = await completeAs(optionOf(option, spec)?.completes, value, { names, config: line.config });
    return {
      ...found,
      candidates: found.candidates.map((each) => ({ ...each, text: `${option}=${each.text}` })),
    };
  }
  if (line.open) return completeAs(line.open.completes, current, { names, config: line.config });
  if (current.startsWith("-")) return startingWith(current, optionWords(spec, line.given));
  const taken = spec.arguments[line.args.length] ?? spec.arguments.find(({ many }) => many === true);
  const found = await completeAs(taken?.completes, current, { names, config: line.config });
  return { ...found, candidates: [...startingWith(current, deeper).candidates, ...found.candidates] };
}

interface ReadLine {
  readonly args: readonly string[];
  readonly given: ReadonlySet<string>;
  /** The option whose value is typed. */
  readonly open: OptionSpec | undefined;
  readonly config: string | undefined;
  /** After `--` comes another program's command line. */
  readonly isPassedOn: boolean;
}

/** Forgiving, as a line that is being typed is never whole. */
function readLine(words: readonly string[], specs: readonly OptionSpec[]): ReadLine {
  const [args, given]: [string[], Set<string>] = [[], new Set()];
  let open: OptionSpec | undefined;
  let config: string | undefined;
  for (const word of words) {
    if (open !== undefined) {
      if (open.name === "config") config = word;
      open = undefined;
    } else if (word === "--") return { args, given, open, config, isPassedOn: true };
    else if (word.startsWith("-") && word !== "-") {
      const [name, value] = word.split(/=(.*)/);
      const spec = specs.find((each) => `--${each.name}` === name || `-${each.short}` === name);
      if (spec) given.add(spec.name);
      if (spec?.name === "config" && value !== undefined) config = value;
      if (spec?.value !== undefined && value === undefined) open = spec;
    } else args.push(word);
  }
  return { args, given, open, config, isPassedOn: false };
}

/** The next words of the commands that begin with what is there. */
function commandWords(words: readonly string[], commands: readonly CommandSpec[]): readonly Candidate[] {
  const found = new Map<string, string>();
  for (const { name, summary } of commands) {
    const parts = name.split(" ");
    const next = parts[words.length];
    if (next === undefined || !words.every((word, index) => parts[index] === word)) continue;
    // Of several below one word no summary fits.
    found.set(next, found.has(next) || parts.length > words.length + 1 ? "" : summary);
  }
  return [...found].map(([text, about]) => ({ text, about }));
}

function optionOf(spelled: string, spec: CommandSpec): OptionSpec | undefined {
  return [...spec.options, ...COMMON_OPTIONS].find(({ name }) => `--${name}` === spelled);
}

function optionWords(spec: CommandSpec, given: ReadonlySet<string>): readonly Candidate[] {
  return [...spec.options, ...COMMON_OPTIONS]
    .filter(({ name, many }) => many === true || !given.has(name))
    .map(({ name, summary }) => ({ text: `--${name}`, about: summary }));
}

async function completeAs(
  completes: Completes | undefined,
  current: string,
  { names, config }: { readonly names: DefinedNames; readonly config: string | undefined },
): Promise<Completion> {
  if (completes === "file") return { candidates: [], files: true };
  if (completes === "setting" || completes === "store")
    return startingWith(current, await names(completes, config));
  return startingWith(
    current,
    (completes ?? []).map((text) => ({ text, about: "" })),
  );
}

function startingWith(current: string, all: readonly Candidate[]): Completion {
  return { candidates: all.filter(({ text }) => text.startsWith(current)), files: false };
}
