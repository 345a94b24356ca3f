import { builtinIfThere } from "../util/builtin.ts";
import { formatOrigin } from "../report/format-problems.ts";
import type { Origin } from "../model/problem.ts";
import { printable } from "../util/text.ts";
import { tried } from "../util/tried.ts";

/** How one setting came about. */
export interface Explanation {
  /** `database.password` */
  readonly setting: string;
  readonly secret: boolean;
  /** The source that won; `default`, or `absent` for an optional setting that nothing set. */
  readonly source: string;
  readonly location?: string;
  readonly version?: string;
  /** Where later sources hold it too. */
  readonly shadowed: readonly Origin[];
  readonly warning?: string;
  readonly value?: unknown;
}

/**
 * What `explain` returns as a table for people: a line a setting, a warning on a line of its own below it. Values show
 * where `explain` was asked for them.
 *
 * @example
 * ```ts
 * import { env, explain, formatExplanation, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number() });
 * const config = await loadConfig({ schema, sources: [env({ from: { PORT: "80" } })] });
 * console.log(formatExplanation(explain(config, { values: true })));
 * ```
 */
export function formatExplanation(explanations: readonly Explanation[]): string {
  const [headings = "", ...lines] = aligned([HEADINGS, ...explanations.map(cellsOf)]);
  const warnings = warningLines(explanations);
  const warned = lines.flatMap((line, index) => [line, ...(warnings[index] ?? [])]);
  return [headings, ...warned].join("\n");
}

const HEADINGS: readonly string[] = ["setting", "comes from", "also in", "value"];

function cellsOf(explanation: Explanation): readonly string[] {
  const { setting, secret, source, location, version, shadowed, value } = explanation;
  const origin: Origin = {
    source,
    ...(location !== undefined && { location }),
    ...(version !== undefined && { version }),
  };
  return [
    printable(secret ? `${setting} (secret)` : setting),
    formatOrigin(origin),
    shadowed.map(formatOrigin).join(" · "),
    value === undefined ? "" : printable(shown(value), 60),
  ];
}

function shown(value: unknown): string {
  const util = builtinIfThere("node:util");
  return util ? util.inspect(value, { breakLength: Infinity }) : (tried(() => plainText(value)) ?? "…");
}

/** Where there is no `inspect`: as JSON, or as it says itself. */
function plainText(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === "bigint") return `${part}n`;
      if (part instanceof Map || part instanceof Set) return [...part] as unknown;
      return part instanceof RegExp ? String(part) : part;
    }) ?? String(value)
  );
}

/** A column that holds nothing below its heading is left out. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => {
    const isEmpty = rows.slice(1).every((cells) => cells[column] === "");
    return isEmpty ? 0 : Math.max(...rows.map((cells) => cells[column]?.length ?? 0));
  });
  const line = (cells: readonly string[]) =>
    cells.flatMap((cell, column) => (widths[column] ? [cell.padEnd(widths[column])] : []));
  return rows.map((cells) => line(cells).join("   ").trimEnd());
}

/** A source that isn't there concerns many settings, and is shown below the first. */
function warningLines(explanations: readonly Explanation[]): readonly (readonly string[])[] {
  const told = new Set<string>();
  return explanations.map(({ warning }) => {
    if (warning === undefined || told.has(warning)) return [];
    told.add(warning);
    return [`  ! ${printable(warning, 300)}`];
  });
}
