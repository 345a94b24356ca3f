import type { Command } from "../command.ts";
import type { ArgumentSpec, ExampleSpec, OptionSpec } from "../options/option-spec.ts";
import type { Options } from "../options/options.ts";

/** One entry of the table: help, completion and the pages of `docs/cli/` are made from it. */
export interface CommandSpec {
  /** One word, or two: `secret get`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What the page says besides. Markdown; paragraphs. */
  readonly description: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly ExampleSpec[];
  /** What is said of more arguments than it takes, where that says more than their number. */
  readonly refusesMore?: { readonly message: string; readonly fix: string };
  /** Its output is a file's content, `confide example > .env.example`: an agent that was only detected gets it as it is. */
  readonly printsFile?: true;
  /** It speaks another program's protocol: stdout gets that and nothing else, for every reader. */
  readonly isProtocol?: true;
  /** Without its next steps its work is half done: a person gets them also where no terminal is. */
  readonly endsInSteps?: true;
  /** stdout is a program's, or goes into a file: a person reads of problems on stderr. */
  readonly ownsStdout?: true;
  /** Loads the file of `commands/`, on use. */
  load(): Promise<Command>;
}

/** A command line that fits the table. */
export interface Parsed {
  readonly spec: CommandSpec;
  readonly options: Options;
  readonly args: readonly string[];
}
