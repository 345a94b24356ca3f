import type { Output, Terminal } from "../terminal.ts";
import { type Style, styleFor } from "./style.ts";
import { table, wrapped } from "./table.ts";

/** What a command prints with for a person. */
export interface Page {
  readonly style: Style;
  /** Rows in columns that fit the terminal; the first row holds the headings. An empty column is left out. */
  readonly table: (rows: readonly (readonly string[])[]) => string;
  /** A label and what is said of it a line. */
  readonly facts: (all: readonly Fact[]) => string;
}

export function pageFor(output: Output, env: Terminal["env"]): Page {
  const style = styleFor(output, env);
  const width = widthOf(output);
  return {
    style,
    table: (rows) => table(rows, width, style.bold),
    facts: (all) => factsText(all, width, style),
  };
}

type Fact = readonly [label: string, text: string];

/** What has no text is left out. */
function factsText(all: readonly Fact[], width: number, { dim }: Style): string {
  const shown = all.filter(([, text]) => text !== "");
  const labels = Math.max(...shown.map(([label]) => label.length)) + 2;
  return shown
    .map(([label, text]) => {
      const lines = wrapped(text, Math.max(20, width - labels));
      return dim(label.padEnd(labels)) + lines.join(`\n${" ".repeat(labels)}`);
    })
    .join("\n");
}

/** A pipe has no width: what reads it finds a row on one line. */
export function widthOf({ isTTY, columns }: Output): number {
  return isTTY ? Math.max(columns ?? 80, 20) : Infinity;
}
