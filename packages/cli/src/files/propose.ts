import { relative } from "node:path";

import { diff, type DiffLine } from "../text/diff.ts";
import { type Page, pageFor } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import { type Asker, confirm } from "./confirm.ts";
import { textOrNone } from "./read-text.ts";
import { refuseLinkOutside, replaceFile } from "./replace-file.ts";

/** What a command would write. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
  /** A program, such as a hook. */
  readonly isExecutable?: true;
  /** A line as the difference shows it: of a file that may hold values, without them. */
  readonly shown?: (line: string) => string;
}

/** `declined`: the person said no. */
export type Proposal = "unchanged" | "written" | "declined";

interface Proposer extends Asker {
  /** Only shows. */
  readonly dry?: boolean;
}

/**
 * Shows the difference, asks, and writes. The difference and the question go to stderr: what stdout has is the command's
 * output.
 *
 * @throws CouldNotLook where nobody can be asked and `--yes` isn't given.
 */
export async function propose(file: ProposedFile, proposer: Proposer): Promise<Proposal> {
  return proposeAll([file], proposer);
}

/** Several files at once: all differences, then one question. */
export async function proposeAll(
  files: readonly ProposedFile[],
  { dry = false, ...asker }: Proposer,
): Promise<Proposal> {
  const { terminal, reader } = asker;
  const changed = files
    .map((file) => ({ ...file, text: textToWrite(file) }))
    .filter(({ path, text }) => textOrNone(path) !== text);
  if (changed.length === 0) return "unchanged";
  for (const { path } of changed) refuseLinkOutside(path);
  const nameOf = ({ path }: ProposedFile) => relative(terminal.cwd, path);
  const shown = ({ style }: Page) =>
    changed.map((each) => differenceText(nameOf(each), each, textOrNone(each.path), style)).join("\n");
  if (dry) {
    if (reader === "person") terminal.stderr.write(`${shown(pageFor(terminal.stderr, terminal.env))}\n`);
    return "declined";
  }
  const names = changed.map(nameOf).join(", ");
  const question = {
    shown,
    asks: `Write ${names}?`,
    unasked: `${names} would change`,
    fix: "add --yes to write it",
  };
  if (!(await confirm(question, asker))) return "declined";
  for (const { path, text, isExecutable } of changed)
    replaceFile(path, text, isExecutable ? 0o755 : undefined);
  return "written";
}

/** With the line ends of the file that is there, where all of them are Windows'. */
export function textToWrite({ path, text }: Pick<ProposedFile, "path" | "text">): string {
  const before = textOrNone(path) ?? "";
  const isWindows = before.includes("\r\n") && !/(?<!\r)\n/.test(before);
  return isWindows ? text.replaceAll(/\r?\n/g, "\r\n") : text;
}

function differenceText(
  name: string,
  { text, shown = (line) => line }: ProposedFile,
  before: string | undefined,
  style: Style,
): string {
  const lines = diff(before ?? "", text).map((line) =>
    markedLine({ ...line, text: shown(line.text) }, style),
  );
  return [style.bold(`${name}${before === undefined ? " (new)" : ""}`), ...lines].join("\n");
}

function markedLine({ kind, text }: DiffLine, style: Style): string {
  if (kind === "same") return style.dim(`  ${text}`);
  return kind === "added" ? style.green(`+ ${text}`) : style.red(`- ${text}`);
}
