/** One line of the result. */
export interface Row {
  readonly measure: string;
  readonly goal: string;
  readonly result: string;
  /** Left out where there is no goal. */
  readonly holds?: boolean;
  /** What the others took. */
  readonly peers?: string;
}

const HEAD = { measure: "measure", goal: "goal", result: "confide", holds: "", peers: "others" };

/** A table in Markdown, so that it can stand in README.md as it is. */
export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)].map(({ measure, goal, result, holds, peers }) => [
    measure,
    goal,
    result,
    holds,
    peers,
  ]);
  const widths = HEAD_CELLS.map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head = "", ...others] = lines.map((line) =>
    joined(line.map((cell, column) => cell.padEnd(widths[column] ?? 0))),
  );
  return [head, joined(widths.map((width) => "-".repeat(width))), ...others].join("\n");
}

const HEAD_CELLS = Object.keys(HEAD);

function cellsOf({ measure, goal, result, holds, peers = "" }: Row): typeof HEAD {
  return { measure, goal, result, holds: holds === undefined ? "" : holds ? "ok" : "not ok", peers };
}

function joined(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
