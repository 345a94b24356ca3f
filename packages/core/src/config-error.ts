import type { Origin, Problem } from "./errors.ts";
import { pathName } from "./setting.ts";
import { printable } from "./text.ts";

/** Everything that is wrong with a configuration, in one error that holds no value. */
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

function count(problems: number): string {
  return problems === 1 ? "1 problem" : `${problems} problems`;
}

/** The report that a ConfigError's message holds: a line a problem, then where it was looked for and what to do. */
export function formatProblems(problems: readonly Problem[]): string {
  const rows = problems.map((problem) => ({ problem, label: labelOf(problem), place: inlinePlace(problem) }));
  const widths = [Math.max(...rows.map(({ label }) => label.length)), widthOfMessages(rows)] as const;
  return rows
    .flatMap(({ problem, label, place }) => [
      headLine(label, problem.message, place, widths),
      ...details(problem),
    ])
    .join("\n");
}

interface Row {
  readonly problem: Problem;
  readonly place: string;
}

/** Only messages with a place behind them are padded, and a long one doesn't push the others away. */
function widthOfMessages(rows: readonly Row[]): number {
  const lengths = rows.filter(({ place }) => place !== "").map(({ problem }) => problem.message.length);
  return Math.max(0, ...lengths.filter((length) => length <= 60));
}

function headLine(
  label: string,
  message: string,
  place: string,
  [labelWidth, messageWidth]: readonly [number, number],
): string {
  const text = place === "" ? message : `${message.padEnd(messageWidth)}   ${place}`;
  return `  ${label.padEnd(labelWidth)}   ${text}`.trimEnd();
}

function labelOf({ path, secret }: Problem): string {
  const name = path.length === 0 ? "(configuration)" : printable(pathName(path));
  return secret ? `${name} (secret)` : name;
}

/** What was found somewhere says where on its own line; what wasn't is followed by all places that were looked in. */
function inlinePlace({ kind, looked }: Problem): string {
  return kind === "missing" ? "" : looked.map(formatOrigin).join(" · ");
}

function details({ kind, looked, fix, needs }: Problem): string[] {
  return [
    ...(kind === "missing" && looked.length > 0
      ? [`      looked in  ${looked.map(formatOrigin).join(" · ")}`]
      : []),
    ...(needs === undefined ? [] : [`      needs      ${needs}`]),
    ...(fix === undefined ? [] : [`      fix        ${fix}`]),
  ];
}

/** `env DATABASE_HOST`; a location that names its file already, `.env:4`, stands alone. */
export function formatOrigin({ source, location, version }: Origin): string {
  const place =
    location === undefined ? source : location.startsWith(source) ? location : `${source} ${location}`;
  return printable(version === undefined ? place : `${place} (version ${version})`, 300);
}
