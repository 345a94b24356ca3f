import { annotations } from "./annotations.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { pathName } from "../model/setting.ts";
import { printable } from "../util/text.ts";

/**
 * Everything that is wrong with a configuration, in one error that holds no value.
 *
 * @example
 * ```ts
 * import { ConfigError, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * try {
 *   await loadConfig({ schema: z.object({ port: z.number() }) });
 * } catch (error) {
 *   if (error instanceof ConfigError) console.error(error.problems.map(({ message }) => message));
 * }
 * ```
 */
export class ConfigError extends Error {
  readonly #problems: readonly Problem[];

  constructor(problems: readonly Problem[], headline = "Configuration is not valid") {
    super(`${headline}: ${count(problems.length)}\n\n${formatProblems(problems)}\n`);
    this.#problems = Object.freeze([...problems]);
  }

  // On the prototype: Node prints an error's own properties below its stack, and would say everything twice.
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  override get name(): string {
    return "ConfigError";
  }

  toJSON(): { name: string; message: string; problems: readonly Problem[] } {
    return { name: this.name, message: this.message, problems: this.#problems };
  }
}

/**
 * For an error that is made in the same line. Above an uncaught error Node prints the line that made it, unless the line holds
 * these words. In a minified bundle that line can have 300 kB, and a pipe loses what is printed after it. The error keeps the
 * words, so that no minifier removes them.
 */
export function withoutSourceLine(error: ConfigError, words: "node-do-not-add-exception-line"): ConfigError {
  return Object.defineProperty(error, words, { value: true });
}

function count(problems: number): string {
  return problems === 1 ? "1 problem" : `${problems} problems`;
}

interface FormatOptions {
  /**
   * - `text`: the report that a ConfigError's message holds, a line a problem, then where it was looked for and what to do.
   * - `github`: annotations of GitHub Actions, `::error file=.env,line=4,title=port::…`.
   *
   * @default "text"
   */
  readonly format?: "text" | "github" | undefined;
}

/**
 * Problems for people to read.
 *
 * @example
 * ```ts
 * import { checkConfig, formatProblems } from "@confide/core";
 * import * as z from "zod";
 *
 * const problems = await checkConfig({ schema: z.object({ port: z.number() }) });
 * const format = process.env.GITHUB_ACTIONS ? "github" : "text";
 * if (problems.length > 0) console.log(formatProblems(problems, { format }));
 * ```
 */
export function formatProblems(
  problems: readonly Problem[],
  { format = "text" }: FormatOptions = {},
): string {
  if (format === "github") return annotations(problems);
  const rows = toRows(problems);
  const widths = [Math.max(...rows.map(({ label }) => label.length)), widthOfMessages(rows)] as const;
  const told = new Set<string>();
  return rows.flatMap((row) => [headLine(row, widths), ...details(row, told)]).join("\n");
}

interface Row {
  readonly problem: Problem;
  readonly label: string;
  readonly message: string;
  readonly place: string;
  /** The settings that it is about, if they are several. */
  readonly settings: readonly string[];
}

/** A file that can't be read is a problem of each setting that was asked of it, but one for the reader. */
function toRows(problems: readonly Problem[]): readonly Row[] {
  const same = Map.groupBy(problems, (problem) => {
    const { kind, message, places } = problem;
    return kind === "failed" ? JSON.stringify([message, places]) : problem;
  });
  return [...same.values()].flatMap(([first, ...others]) => (first ? [toRow(first, others)] : []));
}

function toRow(problem: Problem, others: readonly Problem[]): Row {
  const [label, settings] = [labelOf(problem), [problem, ...others].map(labelOf)];
  const isOne = others.length === 0;
  return {
    problem,
    message: printable(problem.message, 500),
    label: isOne ? label : `${settings.length} settings`,
    place: inlinePlace(problem),
    settings: isOne ? [] : settings,
  };
}

/** Only messages with a place behind them are padded, and a long one doesn't push the others away. */
function widthOfMessages(rows: readonly Row[]): number {
  const lengths = rows.filter(({ place }) => place !== "").map(({ message }) => message.length);
  return Math.max(0, ...lengths.filter((length) => length <= 60));
}

function headLine(
  { label, message, place }: Row,
  [labelWidth, messageWidth]: readonly [number, number],
): string {
  const text = place === "" ? message : `${message.padEnd(messageWidth)}   ${place}`;
  return `  ${label.padEnd(labelWidth)}   ${text}`.trimEnd();
}

function labelOf({ path, within = "", secret }: Problem): string {
  const name = path.length === 0 ? "(configuration)" : printable(pathName(path) + within);
  return secret ? `${name} (secret)` : name;
}

/** What was found somewhere says where on its own line; what wasn't is followed by all places that were looked in. */
function inlinePlace({ kind, message, places }: Problem): string {
  if (kind === "missing") return "";
  // "access denied by aws-secrets-manager   prod/stripe": the source is named once.
  const isNamed = ({ source, location }: Origin) =>
    location !== undefined && message.split(" ").includes(source);
  return places
    .map((origin) => formatOrigin(isNamed(origin) ? { ...origin, source: "" } : origin))
    .join(" · ");
}

const MOST_SETTINGS = 10;

function details({ problem, settings }: Row, told: Set<string>): string[] {
  const { kind, places, fix, needs } = problem;
  const more = settings.length > MOST_SETTINGS ? [`${settings.length - MOST_SETTINGS} more`] : [];
  // A file that isn't there is why all of its settings are missing: the first one says so.
  const isTold = fix === undefined || (kind === "missing" && told.has(fix));
  if (fix !== undefined) told.add(fix);
  return [
    ...line("looked in", kind === "missing" ? places.map(formatOrigin) : []),
    ...line("for", [...settings.slice(0, MOST_SETTINGS), ...more]),
    ...line("needs", needs === undefined ? [] : [printable(needs, 500)]),
    ...line("fix", isTold ? [] : [printable(fix, 500)]),
  ];
}

function line(label: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`      ${label.padEnd(9)}  ${parts.join(" · ")}`];
}

/** `env DATABASE_HOST`; a location that names its file already, `.env:4`, stands alone. */
export function formatOrigin({ source, location, version }: Origin): string {
  const place =
    location === undefined ? source : location.startsWith(source) ? location : `${source} ${location}`;
  return printable(version === undefined ? place : `${place} (version ${version})`, 300);
}
