import { literal, type WordCandidate } from "./candidate.ts";

/** They print names of commits and branches, and change nothing. */
const ANSWERS: ReadonlySet<string> = new Set(["rev-parse", "merge-base", "rev-list", "describe"]);
const LONGEST_ANSWER_MS = 1_000;

/** What git says, where it only names commits; `undefined`: it may do something else, or isn't known. */
export function gitAnswer(
  words: readonly (readonly WordCandidate[])[],
  cwd: string,
): readonly WordCandidate[] | undefined {
  const isClear = words.every(([first, ...more]) => first?.isOpen !== true && more.length === 0);
  const texts = words.map(([first]) => first?.text ?? "");
  if (!isClear || !ANSWERS.has(texts[0] ?? "")) return undefined;
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { status, stdout } = spawnSync("git", texts, { cwd, timeout: LONGEST_ANSWER_MS, encoding: "utf8" });
  return status === 0 ? [literal(stdout.trim())] : undefined;
}
