import { builtin } from "../../util/builtin.ts";
import { type Known, type ArgumentOption, optionOf, optionsFor } from "./options.ts";
import type { Setting } from "../../model/setting.ts";
import { flagValue } from "./flags.ts";

/** What one argument gives, or why that can't be said. */
export type Occurrence =
  | { readonly value: string | boolean; readonly problem?: never }
  | { readonly problem: string; readonly value?: never };

/** By argument: `--no-debug` under `--debug`, `-p` under `--port`. */
export type Given = ReadonlyMap<string, readonly Occurrence[]>;

/** What the arguments give to settings and groups, and the names that are unknown. */
export function givenIn(argv: readonly string[], settings: readonly Setting[], known: Known): Given {
  const options = optionsFor(settings, known);
  const { tokens } = builtin("node:util").parseArgs({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, Occurrence[]>();
  const byPlace = Map.groupBy(
    tokens.filter((token) => token.kind === "option"),
    ({ index }) => index,
  );
  let taken = -1;
  for (const [index, letters] of byPlace) {
    if (index === taken) continue;
    for (const { name, found, takesWord } of readAt(letters, options, argv[index + 1])) {
      given.set(name, [...(given.get(name) ?? []), found]);
      if (takesWord) taken = index + 1;
    }
  }
  return given;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

interface Read {
  readonly name: string;
  readonly found: Occurrence;
  /** The word after the argument is its value, though parseArgs knows nothing of that. */
  readonly takesWord?: boolean;
}

/** One argument, or the letters of `-abc`. */
function* readAt(
  tokens: readonly OptionToken[],
  options: ReadonlyMap<string, ArgumentOption>,
  next: string | undefined,
): Iterable<Read> {
  let before: string | undefined;
  for (const [position, token] of tokens.entries()) {
    const option = optionOf(token, options);
    // `-pSECRET` comes as seven options: behind an unknown letter, and behind a flag, none is known to be a name.
    if (!option) return void (yield unknownOf(token, before));
    const name = option.negates ?? `--${token.name}`;
    before = option.isOwn ? undefined : name;
    if (!option.isOwn)
      yield { name, ...occurrence(token, option, position === tokens.length - 1 ? next : undefined) };
  }
}

function unknownOf({ rawName }: OptionToken, before: string | undefined): Read {
  if (before === undefined) return { name: rawName, found: { value: true } };
  return { name: before, found: { problem: `${before} is followed by letters that are no arguments` } };
}

function occurrence(
  { rawName, value, inlineValue }: OptionToken,
  { flag, negates, valueType, type }: ArgumentOption,
  next: string | undefined,
): Pick<Read, "found" | "takesWord"> {
  if (negates !== undefined && flag === undefined)
    return { found: { problem: `${rawName} denies what is no boolean: write ${negates} and a value` } };
  if (negates !== undefined) return { found: negated(rawName, value, next, valueType) };
  if (value !== undefined) return { found: withValue(rawName, value, inlineValue === true) };
  if (type === "string") return { found: { problem: `${rawName} has no value after it` } };
  if (flag === "maybe" && next !== undefined && !isArgument(next))
    return { found: { value: next }, takesWord: true };
  if (flag === "flag" && next !== undefined && /^(?:true|false)$/i.test(next))
    return { found: { value: next }, takesWord: true };
  if (next !== undefined && MAY_BE_FALSE.test(next)) return { found: { problem: unclear(rawName) } };
  return { found: { value: flagValue(valueType, true) } };
}

/** parseArgs takes whatever comes next. It may be a secret that begins with a dash, and is not quoted. */
function withValue(rawName: string, value: string, isInline: boolean): Occurrence {
  const isShort = !rawName.startsWith("--");
  if (isInline && isShort && value.startsWith("="))
    return { problem: `${rawName} takes its value without =: write ${rawName} and the value` };
  return isInline || !isArgument(value)
    ? { value }
    : { problem: `${rawName} has no value after it: write ${rawName}=… for one that begins with a dash` };
}

function negated(
  rawName: string,
  value: string | undefined,
  next = "",
  valueType: ArgumentOption["valueType"],
): Occurrence {
  const hasValue = value !== undefined || /^(?:true|false)$/i.test(next);
  return hasValue ? { problem: `${rawName} takes no value` } : { value: flagValue(valueType, false) };
}

function isArgument(word: string): boolean {
  return /^-(?!\.?\d)./.test(word);
}

/** Words that spell a boolean, and may as well be the program's own. */
const MAY_BE_FALSE = /^(?:0|no|n|off|f|disabled)$/i;

function unclear(rawName: string): string {
  return `${rawName} is followed by a word that may be its value: write ${rawName}=… for a value, or put the word before it`;
}
