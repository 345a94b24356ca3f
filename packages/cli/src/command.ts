import type { CouldNotLook } from "./could-not-look.ts";
import type { Question } from "./files/confirm.ts";
import type { ProposedFile, Proposal } from "./files/propose.ts";
import type { LoadedDefinition } from "./definition/load-definition.ts";
import type { Finding, NextStep } from "./finding.ts";
import type { Options } from "./options/options.ts";
import type { ProblemReport } from "./settings/problem-report.ts";
import type { ReaderName, Terminal } from "./terminal.ts";
import type { Page } from "./text/page.ts";
import type { Zod } from "./zod-module.ts";

/** What a file of `commands/` exports. */
export interface Command<Data = unknown> {
  /** The schema of `data` in what a program reads. The tests check every output against it; `docs/cli/` shows it. */
  data(z: Zod): { readonly _zod: { readonly output: Data } };
  run(context: Context): Promise<Result<Data>>;
  /** What a person reads of the data. Problems, warnings and next steps stand below it and aren't its business. */
  print(data: Data, page: Page): string;
}

/**
 * What a command came to. Findings are data: the exit code is 1 where there are problems, 2 where something could not be looked
 * at.
 */
export interface Result<Data> {
  readonly data: Data;
  readonly problems?: readonly Finding[];
  /** What could not be looked at, beside what was. Each is a problem too. */
  readonly unseen?: readonly CouldNotLook[];
  readonly warnings?: readonly Finding[];
  readonly next?: readonly NextStep[];
  /** In place of 0 or 1: a shell has codes of its own for a program that it could not start. */
  readonly exitCode?: number;
  /** The exit code, where the output is complete: a program that it ran has written, or the command itself in a form of others. */
  readonly ended?: number;
  /** What stdout gets as it is, of a command that speaks another program's protocol. */
  readonly answer?: string;
  /** The problems as a person reads them, where core has a report for them. */
  readonly report?: ProblemReport;
}

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly reader: ReaderName;
  readonly options: Options;
  /** The arguments that are no options, as the table counts them; what follows `--` too. */
  readonly args: readonly string[];
  /** Finds and imports the definition, once, and makes its folder the working folder. */
  definition(): Promise<LoadedDefinition>;
  /** A path of the command line, from the folder in which the command was started. */
  resolve(path: string): string;
  /** Shows what would happen and asks; `false` where the person says no. */
  confirm(question: Question): Promise<boolean>;
  /** Shows what would change in a file, asks, and writes it. */
  propose(file: ProposedFile): Promise<Proposal>;
  /** The same for several, with one question; `dry` only shows. */
  proposeAll(files: readonly ProposedFile[], dry?: boolean): Promise<Proposal>;
}

/** Types a command: what its schema says is what `run` returns and `print` takes. */
export function defineCommand<Data>(command: Command<Data>): Command<Data> {
  return command;
}
