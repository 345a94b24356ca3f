import { type ArgumentSpec, COMMON_OPTIONS, type OptionSpec } from "../options/option-spec.ts";
import type { CommandSpec } from "./command-spec.ts";

/** The list of commands. */
export function helpText(commands: readonly CommandSpec[]): string {
  return [
    "Usage: confide COMMAND [OPTIONS]",
    "",
    "Commands:",
    ...rows(commands.map(({ name, summary }) => [name, summary])),
    "",
    "Options:",
    ...rows(COMMON_OPTIONS.map(optionRow)),
    ...rows([["-v, --version", "print the version"]]),
    "",
    "Exit codes: 0 nothing is wrong, 1 problems were found, 2 it could not look.",
    "",
  ].join("\n");
}

/** The commands that begin with a word. */
export function groupHelp(group: string, commands: readonly CommandSpec[]): string {
  const own = commands.filter(({ name }) => name.startsWith(`${group} `));
  return [
    `Usage: confide ${group} COMMAND [OPTIONS]`,
    "",
    "Commands:",
    ...rows(own.map(({ name, summary }) => [name, summary])),
    "",
    `confide ${group} COMMAND --help says what one takes.`,
    "",
  ].join("\n");
}

/** What one command takes. */
export function commandHelp(spec: CommandSpec): string {
  return [
    `Usage: ${usageLine(spec)}`,
    "",
    spec.description,
    "",
    ...section(
      "Arguments",
      spec.arguments.map(({ name, summary }) => [name, summary]),
    ),
    ...section("Options", [...spec.options, ...COMMON_OPTIONS].map(optionRow)),
    ...section(
      "Examples",
      spec.examples.map(({ command, shows }) => [command, shows]),
    ),
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

function section(title: string, pairs: readonly (readonly [string, string])[]): readonly string[] {
  return pairs.length === 0 ? [] : [`${title}:`, ...rows(pairs), ""];
}

function rows(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([left]) => left.length), 16);
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
