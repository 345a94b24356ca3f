import { textWidth } from "./text-width.ts";

const GAP = 2;
const NARROWEST = 8;

type Row = readonly string[];

/**
 * Rows in columns, wrapped to a width. The first row holds the headings; a column that has nothing below its heading is left
 * out.
 */
export function table(all: readonly Row[], width: number, heading: (text: string) => string): string {
  const rows = withoutEmptyColumns(all);
  const widths = fitted(columnsOf(rows).map(widest), width);
  const lines = rows.map((row) => linesOf(row, widths));
  return lines.flatMap((some, index) => (index === 0 ? some.map(heading) : some)).join("\n");
}

function withoutEmptyColumns(rows: readonly Row[]): readonly Row[] {
  const isFull = columnsOf(rows).map((cells) => cells.slice(1).some((cell) => cell !== ""));
  return rows.map((row) => row.filter((_, column) => isFull[column]));
}

function columnsOf(rows: readonly Row[]): readonly Row[] {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ""));
}

function widest(cells: Row): number {
  return Math.max(0, ...cells.flatMap((cell) => cell.split("\n").map((line) => textWidth(line))));
}

/** Takes from the widest column, a character at a time, until the row fits. */
function fitted(wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  const room = width - GAP * (widths.length - 1);
  const total = () => widths.reduce((sum, each) => sum + each, 0);
  while (total() > room && Math.max(...widths) > NARROWEST)
    widths.splice(widths.indexOf(Math.max(...widths)), 1, Math.max(...widths) - 1);
  return widths;
}

function linesOf(row: Row, widths: readonly number[]): readonly string[] {
  const cells = row.map((cell, column) => wrapped(cell, widths[column] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => padded(lines[line] ?? "", widths[column] ?? 0))
      .join(" ".repeat(GAP))
      .trimEnd(),
  );
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

/** At spaces, and inside a word that is longer than the line. */
export function wrapped(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrappedLine(line, width));
}

function wrappedLine(line: string, width: number): readonly string[] {
  if (textWidth(line) <= width) return [line];
  const lines = [""];
  for (const word of line.split(" ").flatMap((each) => pieces(each, width))) {
    const last = lines.at(-1) ?? "";
    const joined = last === "" ? word : `${last} ${word}`;
    if (textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}

/** By what a reader sees as one character. */
function pieces(word: string, width: number): readonly string[] {
  const found = [""];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const longer = (found.at(-1) ?? "") + segment;
    if (textWidth(longer) <= Math.max(width, 2)) found[found.length - 1] = longer;
    else found.push(segment);
  }
  return found;
}
