import { createHash } from "node:crypto";

import { type Node, nodesOf } from "./node.ts";
import { type Edit, operators } from "./operators.ts";

/** A source file with one small change. */
export interface Mutant {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly line: number;
  /** The line as it is in the file, without the white space around it. */
  readonly text: string;
  /** Where in that line the change begins. */
  readonly at: number;
  /** What kind of change it is, by a name among the operators. */
  readonly operator: string;
  readonly from: string;
  readonly to: string;
  /** The changed file. */
  readonly code: string;
}

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(file: string, code: string): readonly Mutant[] {
  const nodes = nodesOf(file, code);
  const tables = nodes.flatMap(([node]) => (isOptionTable(node, code) ? [node] : []));
  const edits = nodes.flatMap(([node, parent]) =>
    Object.entries(operators).flatMap(([operator, edit]) =>
      edit(node, code, parent).map((each) => ({ ...each, operator })),
    ),
  );
  return edits
    .filter(({ operator, start }) => operator !== "flip a boolean" || !tables.some(holds(start)))
    .map((edit) => mutant(file, code, edit))
    .filter((each) => each.code !== code)
    .toSorted((a, b) => a.line - b.line);
}

/** Only the names of such a table count: with `false` the program does the same. */
function isOptionTable({ type, start, end }: Node, code: string): boolean {
  return type === "VariableDeclarator" && /^\w+: OptionNames</.test(code.slice(start, end));
}

function holds(place: number): (node: Node) => boolean {
  return ({ start, end }) => start <= place && place < end;
}

function mutant(
  file: string,
  code: string,
  { start, end, to, operator }: Edit & { operator: string },
): Mutant {
  const before = code.slice(0, start);
  const line = before.split("\n").length;
  const whole = code.split("\n")[line - 1] ?? "";
  const text = whole.trim();
  const at = before.length - (before.lastIndexOf("\n") + 1) - whole.indexOf(text);
  const from = oneLine(code.slice(start, end));
  return { file, line, text, at, operator, from, to: oneLine(to), code: before + to + code.slice(end) };
}

/**
 * As many of them as are wanted, the same for the same seed. Each mutant has its own place in the order, so that a
 * change of other code leaves most of a sample unchanged.
 */
export function sampleOf(mutants: readonly Mutant[], seed: number, count: number): readonly Mutant[] {
  return mutants
    .map((each) => [rank(each, seed), each] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, count)
    .map(([, each]) => each);
}

function rank({ file, text, at, from, to, operator }: Mutant, seed: number): string {
  return createHash("sha256")
    .update(JSON.stringify([seed, file, text, at, operator, from, to]))
    .digest("hex");
}

/** As one line that a person reads. */
export function described({ file, line, operator, from, to }: Mutant): string {
  return `${file}:${line}  ${operator}: ${short(from)} → ${short(to)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function short(text: string): string {
  return text.length > 70 ? `${text.slice(0, 67)}…` : text;
}
