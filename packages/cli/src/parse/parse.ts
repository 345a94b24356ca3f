// `parseArgs` over our own table: 4 ms over bare Node, where commander 15 took 19 (median of 25 starts, Node 24), and the
// goal for `--help` is 15. The table also has what a library's definitions don't: the schema of the output, and what a
// shell completes.
import { CouldNotLook } from "../could-not-look.ts";
import { type ArgumentSpec, COMMON_OPTIONS, type OptionSpec } from "../options/option-spec.ts";
import { Options } from "../options/options.ts";
import type { CommandSpec, Parsed } from "./command-spec.ts";

/**
 * Reads a command line by the table.
 *
 * @throws CouldNotLook for what the table doesn't have. It quotes no argument: one may be a value.
 */
export async function parse(argv: readonly string[], commands: readonly CommandSpec[]): Promise<Parsed> {
  const spec = specOf(argv, commands);
  if (spec === undefined) throw await unknownCommand(argv, commands);
  const specs = [...spec.options, ...COMMON_OPTIONS];
  const words = spec.name.split(" ").length;
  const given = new Map<string, string[]>();
  const args: string[] = [];
  for (const token of tokensOf(argv.slice(words), specs)) {
    if (token.kind === "positional") args.push(token.value);
    if (token.kind === "option") {
      const option = specs.find(({ name }) => name === token.name);
      const before = given.get(token.name) ?? [];
      // The last would count, and the others be left aside without a word.
      if (option?.value !== undefined && option.many !== true && before.length > 0)
        throw misused(spec, `--${option.name} is given twice, and takes one ${option.value}`);
      given.set(token.name, [...before, await valueOf(token, option, spec)]);
    }
  }
  if (!given.has("help")) {
    checkArguments(args, spec);
    checkTogether(given, spec);
  }
  return { spec, options: new Options(specs, given), args };
}

/** The command that a line begins with; of two that fit, the one of more words. */
export function specOf(argv: readonly string[], commands: readonly CommandSpec[]): CommandSpec | undefined {
  const fits = ({ name }: CommandSpec) => name.split(" ").every((word, index) => argv[index] === word);
  return commands.filter(fits).toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** `secret`, of `secret get` and `secret set`: no command is only that. */
export function isGroup(word: string, commands: readonly CommandSpec[]): boolean {
  return commandsOf(word, commands).length > 0 && !commands.some(({ name }) => name === word);
}

function commandsOf(group: string, commands: readonly CommandSpec[]): readonly CommandSpec[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `));
}

function tokensOf(argv: readonly string[], specs: readonly OptionSpec[]) {
  const options = Object.fromEntries(
    specs.map(({ name, short, value }) => [
      name,
      { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }) } as const,
    ]),
  );
  const { parseArgs } = process.getBuiltinModule("node:util");
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

async function valueOf(
  token: OptionToken,
  option: OptionSpec | undefined,
  spec: CommandSpec,
): Promise<string> {
  if (option === undefined) throw await unknownOption(token.rawName, spec);
  if (option.value === undefined && token.value !== undefined)
    throw misused(spec, `--${option.name} takes no value`);
  if (option.value !== undefined && (token.value === undefined || token.value === ""))
    throw misused(spec, `--${option.name} needs ${withArticle(option.value)} behind it`);
  return token.value ?? "";
}

/** What would be left aside without a word is refused: somebody expects it to happen. */
function checkTogether(given: ReadonlyMap<string, unknown>, spec: CommandSpec): void {
  for (const { name, only, excludes } of spec.options.filter((each) => given.has(each.name))) {
    if (only !== undefined && !given.has(only))
      throw misused(
        spec,
        `--${name} means something only with --${only}`,
        `add --${only}, or leave --${name} out`,
      );
    if (excludes !== undefined && given.has(excludes))
      throw misused(spec, `--${name} and --${excludes} don't go together`, "leave one of them out");
  }
}

/** What somebody meant who named a file alone. */
function fileOptions({ options }: CommandSpec): string | undefined {
  const named = options.filter(({ completes }) => completes === "file");
  const shown = named.map(({ name, value = "" }) => `--${name} ${value}`.trim());
  return shown.length === 0 ? undefined : `a file is named by an option: ${shown.join(", ")}`;
}

function takenBy({ completes }: ArgumentSpec, { examples }: CommandSpec): string | undefined {
  if (Array.isArray(completes)) return `name one of ${completes.join(", ")}`;
  const [example] = examples;
  // What an example of a page adds so that it succeeds is no part of it.
  return example && `as in ${example.command.replace(/ \|\| true$/, "")}`;
}

function withArticle(name: string): string {
  return `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`;
}

function checkArguments(args: readonly string[], spec: CommandSpec): void {
  const takesMany = spec.arguments.some(({ many }) => many === true);
  const missing = spec.arguments.find(({ required }, index) => required === true && args.length <= index);
  if (missing)
    throw misused(spec, `confide ${spec.name} needs ${withArticle(missing.name)}`, takenBy(missing, spec));
  if (takesMany || args.length <= spec.arguments.length) return;
  const { refusesMore } = spec;
  if (refusesMore && args.length > spec.arguments.length)
    throw misused(spec, refusesMore.message, refusesMore.fix);
  const takes = spec.arguments.map(({ name }) => name).join(" ");
  throw misused(
    spec,
    takes === ""
      ? `confide ${spec.name} takes no arguments, only options`
      : `confide ${spec.name} takes no more than ${takes}`,
    takes === "" ? fileOptions(spec) : undefined,
  );
}

async function unknownCommand(
  argv: readonly string[],
  commands: readonly CommandSpec[],
): Promise<CouldNotLook> {
  const names = commands.map(({ name }) => name);
  const meant = await meantBy(
    argv
      .filter((word) => !word.startsWith("-"))
      .slice(0, 2)
      .join(" "),
    names,
  );
  const [group = ""] = argv;
  const near = isGroup(group, commands) ? commandsOf(group, commands).map(({ name }) => name) : names;
  return new CouldNotLook({
    code: "unknown-command",
    message: "There is no such command",
    fix: meant === undefined ? `the commands are ${near.join(", ")}` : `did you mean confide ${meant}?`,
    next: [
      { command: near === names ? "confide --help" : `confide ${group} --help`, why: "lists the commands" },
    ],
  });
}

async function unknownOption(rawName: string, spec: CommandSpec): Promise<CouldNotLook> {
  const names = [...spec.options, ...COMMON_OPTIONS].map(({ name }) => `--${name}`);
  const meant = await meantBy(rawName, names);
  const fix = meant === undefined ? `it takes ${names.join(", ")}` : `did you mean ${meant}?`;
  return misused(spec, `confide ${spec.name} has no such option`, fix);
}

async function meantBy(given: string, names: readonly string[]): Promise<string | undefined> {
  const { nearest } = await import("@confide/core/adapter");
  const [first = ""] = given.split(" ");
  return nearest(given, names) ?? nearest(first, names);
}

function misused(spec: CommandSpec, message: string, fix?: string): CouldNotLook {
  const next = [{ command: `confide ${spec.name} --help`, why: "says what it takes" }];
  return new CouldNotLook({ code: "usage", message, fix, next });
}
