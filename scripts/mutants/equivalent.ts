import type { Mutant } from "./mutant.ts";

/** A change that no test can notice, because the program does the same with it. */
export interface Equivalent extends Pick<Mutant, "file" | "text" | "at" | "from" | "to"> {
  readonly reason: string;
}

/** Whether an entry names this mutant: by what is there, not by a line number that moves. */
export function isEquivalent(mutant: Mutant, equivalents: readonly Equivalent[]): boolean {
  return equivalents.some((each) => names(each, mutant));
}

/** The entries that name no mutant any more, as the code has changed. */
export function staleEntries(
  equivalents: readonly Equivalent[],
  mutants: readonly Mutant[],
): readonly Equivalent[] {
  const files = new Set(mutants.map(({ file }) => file));
  return equivalents.filter((each) => files.has(each.file) && !mutants.some((mutant) => names(each, mutant)));
}

function names(entry: Equivalent, mutant: Mutant): boolean {
  return (["file", "text", "at", "from", "to"] as const).every((each) => entry[each] === mutant[each]);
}
