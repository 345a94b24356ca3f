import type { Output, Terminal } from "../terminal.ts";
import { type Style, styleFor } from "./style.ts";
import { table } from "./table.ts";

/** What a command prints with for a person. */
export interface Page {
  readonly style: Style;
  /** Rows in columns that fit the terminal; the first row holds the headings. An empty column is left out. */
  readonly table: (rows: readonly (readonly string[])[]) => string;
}

export function pageFor(output: Output, env: Terminal["env"]): Page {
  const style = styleFor(output, env);
  const width = widthOf(output);
  return { style, table: (rows) => table(rows, width, style.bold) };
}

/** A pipe has no width: what reads it finds a row on one line. */
export function widthOf({ isTTY, columns }: Output): number {
  return isTTY ? Math.max(columns ?? 80, 20) : Infinity;
}
