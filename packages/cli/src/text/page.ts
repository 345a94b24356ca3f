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
  // A pipe has no width: what reads it finds a row on one line.
  const width = output.isTTY ? Math.max(output.columns ?? 80, 20) : Infinity;
  return { style, table: (rows) => table(rows, width, style.bold) };
}
