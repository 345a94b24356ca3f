import type { Origin, Problem } from "../model/problem.ts";
import { pathName } from "../model/setting.ts";
import { printable } from "../util/text.ts";
import { annotations } from "./annotations.ts";
import { wrapped } from "./wrapped.ts";

interface FormatOptions {
  /**
   * - `text`: the report that a ConfigError's message holds, a line a problem, then where it was looked for and what to do.
   * - `github`: annotations of GitHub Actions, `::error file=.env,line=4,title=port::…`.
   *
   * @default "text"
   */
  readonly format?: "text" | "github" | undefined;
  /**
   * How wide a line of `text` may be, as `process.stdout.columns` says of a terminal. Names and paths stay whole.
   *
   * @default none: a message and a place are on one line, however long
   */
  readonly columns?: number | undefined;
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
  { format = "text", columns = Infinity }: FormatOptions = {},
): string {
  if (format === "github") return annotations(problems);
  const rows = toRows(problems);
  const label = Math.max(...rows.map((row) => row.label.length));
  const layout = { columns, label, message: widthOfMessages(rows, columns - label) };
  const told = new Set<string>();
  return rows.flatMap((row) => [...head(row, layout), ...details(row, told, columns)]).join("\n");
}

/** In characters. */
interface Layout {
  /** Of a line. */
  readonly columns: number;
  readonly label: number;
  readonly message: number;
}

interface Row {
  readonly problem: Problem;
  readonly label: string;
  readonly message: string;
  readonly places: readonly string[];
  /** The settings that it is about, if they are several. */
  readonly settings: readonly string[];
}

/** A file or a store that can't be read is a problem of each setting that was asked of it, but one for the reader. */
function toRows(problems: readonly Problem[]): readonly Row[] {
  const same = Map.groupBy(problems, (problem) => {
    const { kind, message, places, needs, fix } = problem;
    const sources = places.map(({ source }) => source);
    return kind === "failed" ? JSON.stringify([message, sources, needs, fix]) : problem;
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
    places: fewOf([...new Set([problem, ...others].flatMap(inlinePlaces))]),
    settings: isOne ? [] : settings,
  };
}

const MOST_NAMED = 10;

function fewOf(names: readonly string[]): readonly string[] {
  const more = names.length - MOST_NAMED;
  return more > 0 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names;
}

/** Only messages with a place behind them are padded, and a long one doesn't push the others away. */
function widthOfMessages(rows: readonly Row[], room: number): number {
  const placed = rows.filter(({ places }) => places.length > 0);
  const fits = ({ message, places }: Row) => message.length + places.join(BETWEEN).length + 3 <= room - 5;
  const lengths = placed.filter(fits).map(({ message }) => message.length);
  return Math.max(0, ...lengths.filter((length) => length <= 60));
}

const BETWEEN = " · ";
const NARROWEST_MESSAGE = 24;

/** On one line where it fits; else the message is wrapped, beside the label or below it, and the place is below that. */
function head({ label, message, places }: Row, layout: Layout): readonly string[] {
  const start = `  ${label.padEnd(layout.label)}   `;
  const place = places.join(BETWEEN);
  const one = `${start}${place === "" ? message : `${message.padEnd(layout.message)}   ${place}`}`.trimEnd();
  if (one.length <= layout.columns) return [one];
  const isBeside = layout.columns - start.length >= NARROWEST_MESSAGE;
  const indent = isBeside ? start.length : DETAIL.length;
  const lines = wrapped([message], layout.columns - indent).map((each) => " ".repeat(indent) + each);
  const [first = "", ...others] = lines;
  const text = isBeside ? [start + first.trimStart(), ...others] : [start.trimEnd(), ...lines];
  return [...text, ...line("in", places, layout.columns)];
}

function labelOf({ path, within = "", secret }: Problem): string {
  const name = path.length === 0 ? "(configuration)" : printable(pathName(path) + within);
  return secret ? `${name} (secret)` : name;
}

/** What was found somewhere says where on its own line; what wasn't is followed by all places that were looked in. */
function inlinePlaces({ kind, message, places }: Problem): readonly string[] {
  if (kind === "missing") return [];
  // "access denied by aws-secrets-manager   prod/stripe": the source is named once.
  const isNamed = ({ source, location }: Origin) =>
    location !== undefined && message.split(/[\s:,]+/).includes(source);
  return places.map((origin) => formatOrigin(isNamed(origin) ? { ...origin, source: "" } : origin));
}

function details({ problem, settings }: Row, told: Set<string>, columns: number): string[] {
  const { kind, places, fix, needs } = problem;
  // A file that isn't there is why all of its settings are missing: the first one says so.
  const isTold = fix === undefined || (kind === "missing" && told.has(fix));
  if (fix !== undefined) told.add(fix);
  return [
    ...line("looked in", kind === "missing" ? places.map(formatOrigin) : [], columns),
    ...line("for", fewOf(settings), columns),
    ...line("needs", needs === undefined ? [] : [printable(needs, 500)], columns),
    ...line("fix", isTold ? [] : [printable(fix, 500)], columns),
  ];
}

const DETAIL = " ".repeat(6);

function line(label: string, parts: readonly string[], columns: number): readonly string[] {
  if (parts.length === 0) return [];
  const start = `${DETAIL}${label.padEnd(9)}  `;
  const lines = wrapped(parts, columns - start.length);
  return lines.map((each, index) => (index === 0 ? start : " ".repeat(start.length)) + each);
}

/** `env DATABASE_HOST`; a location that names its file already, `.env:4`, stands alone. */
export function formatOrigin({ source, location, version }: Origin): string {
  const place =
    location === undefined ? source : location.startsWith(source) ? location : `${source} ${location}`;
  return printable(version === undefined ? place : `${place} (version ${version})`, 300);
}
