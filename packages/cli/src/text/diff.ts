/** One line of a difference. */
export interface DiffLine {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

const CONTEXT = 3;

/** The lines that change between two texts, with three lines around each; an empty list where nothing does. */
export function diff(before: string, after: string): readonly DiffLine[] {
  const all = difference(linesIn(before), linesIn(after));
  const isNear = all.map((_, index) =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== "same"),
  );
  return all.filter((_, index) => isNear[index]);
}

function linesIn(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/** What both ends share is set aside first: the rest costs the product of its lengths. */
function difference(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...before.slice(0, start).map((text): DiffLine => ({ kind: "same", text })),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map((text): DiffLine => ({ kind: "same", text })),
  ];
}

/** By the longest common subsequence. */
function middle(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]];
    const isSame = row < before.length && column < after.length && old === fresh;
    const removes = (lengths[row + 1]?.[column] ?? -1) >= (lengths[row]?.[column + 1] ?? -1);
    if (isSame) {
      lines.push({ kind: "same", text: old ?? "" });
      row += 1;
      column += 1;
    } else if (row < before.length && (removes || column === after.length)) {
      lines.push({ kind: "removed", text: old ?? "" });
      row += 1;
    } else {
      lines.push({ kind: "added", text: fresh ?? "" });
      column += 1;
    }
  }
  return lines;
}

/** How many lines the rests from a row and a column on have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--) {
      const [below, right] = [lengths[row + 1]?.[column] ?? 0, lengths[row]?.[column + 1] ?? 0];
      const corner = lengths[row + 1]?.[column + 1] ?? 0;
      (lengths[row] ?? [])[column] = before[row] === after[column] ? corner + 1 : Math.max(below, right);
    }
  return lengths;
}
