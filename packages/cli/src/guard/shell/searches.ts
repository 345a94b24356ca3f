import { basename, relative, resolve } from "node:path";

import { readFileSync } from "../../node-fs.ts";
import type { ProjectSecrets } from "../project-secrets.ts";
import { refusedSearch } from "../refusals.ts";
import { secretFilesBelow } from "../secret-files.ts";
import type { Refusal } from "../tool-call.ts";
import { globSource } from "./listings.ts";
import { hasFlag, type ShellCommand, textsOf } from "./shell-command.ts";

const SEARCHERS: ReadonlySet<string> = new Set(["grep", "egrep", "fgrep", "rg", "ag", "ack", "zgrep"]);
/** Their values are no operands. */
const WITH_VALUE =
  /^(?:-[ABCDdefgmMtTj]|--(?:regexp|file|include|exclude|exclude-dir|glob|type|max-count|after-context|before-context|context))$/;

/** A search in folders is refused where it would show a line of a secret file. Its operands are looked at as any program's. */
export function searchRefusal(command: ShellCommand): Refusal | undefined {
  const { program, scope, secrets } = command;
  if (!SEARCHERS.has(program) || printsNoLines(command) || !goesDown(command)) return undefined;
  const { pattern, operands } = searchParts(command);
  const folders = operands.length === 0 ? [scope.cwd] : operands.map((each) => resolve(scope.cwd, each));
  const shown = folders
    .flatMap((folder) => secretFilesBelow(folder, secrets))
    .filter((file) => isSearched(file, command))
    .find((file) => wouldShow(file, pattern, command));
  return shown === undefined ? undefined : refusedSearch(relative(scope.cwd, shown));
}

/** Whether it only counts, or names files. */
export function printsNoLines(command: ShellCommand): boolean {
  if (!SEARCHERS.has(command.program)) return false;
  return hasFlag(
    command,
    "qclL",
    "--quiet",
    "--silent",
    "--count",
    "--files-with-matches",
    "--files-without-match",
    "--files",
  );
}

function goesDown(command: ShellCommand): boolean {
  if (command.program === "ack") return true;
  if (command.program === "rg" || command.program === "ag")
    return hasFlag(
      command,
      "ua.",
      "--hidden",
      "--no-ignore",
      "--unrestricted",
      "--all-text",
      "--no-ignore-vcs",
    );
  return hasFlag(command, "rR", "--recursive", "--dereference-recursive", "--directories");
}

function searchParts(command: ShellCommand): { pattern: string; operands: readonly string[] } {
  const texts = textsOf(command);
  const explicit = texts.findIndex((text) => text === "-e" || text === "--regexp");
  const inOption = texts.find((text) => text.startsWith("--regexp="))?.slice("--regexp=".length);
  const operands = texts.filter(
    (text, index) => !text.startsWith("-") && !WITH_VALUE.test(texts[index - 1] ?? ""),
  );
  const given = inOption ?? (explicit === -1 ? undefined : texts[explicit + 1]);
  return given === undefined
    ? { pattern: operands[0] ?? "", operands: operands.slice(1) }
    : { pattern: given, operands };
}

/** By `--include`, `--exclude` and ripgrep's `--glob`. */
function isSearched(file: string, command: ShellCommand): boolean {
  const [included, excluded]: [string[], string[]] = [[], []];
  const texts = textsOf(command);
  for (const [index, text] of texts.entries()) {
    const [, name, attached] = /^(--include|--exclude|--glob|-g)(?:=(.*))?$/.exec(text) ?? [];
    if (name === undefined) continue;
    const value = attached ?? texts[index + 1] ?? "";
    const isOut = name === "--exclude" || value.startsWith("!");
    (isOut ? excluded : included).push(value.replace(/^!/, ""));
  }
  const matches = (pattern: string) => new RegExp(`^(?:.*/)?${globSource(pattern)}$`).test(basename(file));
  return (included.length === 0 || included.some(matches)) && !excluded.some(matches);
}

/** Whether a line matches, or it shows other lines than those. */
function wouldShow(file: string, pattern: string, command: ShellCommand): boolean {
  if (hasFlag(command, "vABC", "--invert-match", "--context", "--after-context", "--before-context"))
    return true;
  const isFixed = command.program === "fgrep" || hasFlag(command, "F", "--fixed-strings");
  return lineMatches(
    file,
    isFixed ? literalSource(pattern) : pattern,
    hasFlag(command, "i", "--ignore-case"),
  );
}

/** Whether a search for a pattern in a folder would show a line of a secret file: of an editor's own search. */
export function searchShows(
  folder: string,
  pattern: string,
  glob: string | undefined,
  secrets: ProjectSecrets,
): string | undefined {
  const isIn = (file: string) =>
    glob === undefined || new RegExp(`^${globSource(glob)}$`).test(basename(file));
  return secretFilesBelow(folder, secrets).find((file) => isIn(file) && lineMatches(file, pattern, true));
}

/** By the pattern as an extended expression and as a basic one; one that can't be read may match. */
function lineMatches(file: string, pattern: string, ignoreCase: boolean): boolean {
  const basic = pattern.replaceAll(/\\?([+?(){}|])/g, (whole, mark: string) =>
    whole === mark ? `\\${mark}` : mark,
  );
  const lines = readFileSync(file, "utf8").split("\n");
  return [pattern, basic].some((source) => {
    try {
      const matches = new RegExp(source, ignoreCase ? "i" : "");
      return lines.some((line) => line.trim() !== "" && matches.test(line));
    } catch {
      return true;
    }
  });
}

function literalSource(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
