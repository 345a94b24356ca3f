import { type ArgumentSpec, COMMON_OPTIONS, type OptionSpec } from "../options/option-spec.ts";
import type { CommandSpec } from "./command-spec.ts";

/** How wide the terminal is; a pipe gets each paragraph on one line. */
type Width = number | undefined;

/** The page of a command below `docs/cli/`. */
export function pageFile({ name }: Pick<CommandSpec, "name">): string {
  return `${name.replaceAll(" ", "-")}.md`;
}

/** The list of commands. */
export function helpText(commands: readonly CommandSpec[], width?: Width): string {
  return [
    "Usage: confide COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...rows(
      commands.map(({ name, summary }) => [name, summary]),
      width,
    ),
    "",
    "Options:",
    ...rows([...COMMON_OPTIONS.map(optionRow), ["-v, --version", "print the version"]], width),
    "",
    "Exit codes: 0 nothing is wrong, 1 problems were found, 2 it could not look.",
    "The guide: docs/cli/README.md in confide's repository.",
    "",
  ].join("\n");
}

/** The commands that begin with a word. */
export function groupHelp(group: string, commands: readonly CommandSpec[], width?: Width): string {
  const own = commands.filter(({ name }) => name.startsWith(`${group} `));
  return [
    `Usage: confide ${group} COMMAND [OPTIONS]`,
    "",
    "Commands:",
    ...rows(
      own.map(({ name, summary }) => [name, summary]),
      width,
    ),
    "",
    `confide ${group} COMMAND --help says what one takes.`,
    "",
  ].join("\n");
}

/** What one command takes. */
export function commandHelp(spec: CommandSpec, width?: Width): string {
  return [
    `Usage: ${usageLine(spec)}`,
    "",
    ...plainText(spec.description)
      .split("\n")
      .flatMap((line) => wrappedWords(line, width)),
    "",
    ...section(
      "Arguments",
      spec.arguments.map(({ name, summary }) => [name, summary]),
      width,
    ),
    ...section("Options", [...spec.options, ...COMMON_OPTIONS].map(optionRow), width),
    ...section(
      "Examples",
      spec.examples.map(({ command, shows }) => [command, shows]),
      width,
    ),
    `The page: docs/cli/${pageFile(spec)} in confide's repository.`,
    "",
  ].join("\n");
}

/** `confide explain [SETTING] [OPTIONS]` */
export function usageLine({ name, arguments: taken }: CommandSpec): string {
  return ["confide", name, "[OPTIONS]", ...taken.map(argumentInUsage)].join(" ");
}

function argumentInUsage({ name, required, many, behindDashes }: ArgumentSpec): string {
  const spelled = (behindDashes ? "-- " : "") + (many ? `${name}…` : name);
  return required ? spelled : `[${spelled}]`;
}

/** `-c, --config FILE` and what it does. */
export function optionRow({ name, short, value, summary }: OptionSpec): [string, string] {
  const spelled = `${short === undefined ? "" : `-${short}, `}--${name}`;
  return [value === undefined ? spelled : `${spelled} ${value}`, summary];
}

/** A page's links as text: a terminal shows where they lead. */
function plainText(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\(([^)#]+)[^)]*\)/g, (_, text: string, path: string) => {
    const page = path.startsWith("../") ? path.slice("../".length) : `cli/${path}`;
    return `${text} (docs/${page})`;
  });
}

type Pair = readonly [left: string, right: string];

function section(title: string, pairs: readonly Pair[], width: Width): readonly string[] {
  return pairs.length === 0 ? [] : [`${title}:`, ...rows(pairs, width), ""];
}

const WIDEST_COLUMN = 30;

/** What is longer than the column has its explanation on the next line. */
function rows(pairs: readonly Pair[], width: Width): readonly string[] {
  const column = Math.max(16, ...pairs.map(([{ length }]) => length).filter((each) => each <= WIDEST_COLUMN));
  return pairs.flatMap(([left, right]) => {
    const lines = wrappedWords(right, width === undefined ? undefined : width - column - 4);
    const indented = lines.map((line) => `  ${" ".repeat(column)}  ${line}`);
    const [first = "", ...others] = lines;
    return left.length > column
      ? [`  ${left}`, ...indented]
      : [`  ${left.padEnd(column)}  ${first}`, ...indented.slice(1, others.length + 1)];
  });
}

const NARROWEST_TEXT = 20;

/** Without the package that knows how wide a character is: a help has none that isn't one column. */
function wrappedWords(text: string, width: Width = Infinity): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= Math.max(NARROWEST_TEXT, width))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
