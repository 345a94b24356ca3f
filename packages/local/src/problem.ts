import { failure } from "./errors.ts";

/** In what way a file is not one that age made, or not any more. */
export type Problem = keyof typeof SENTENCES;

const SENTENCES = {
  "not age": "is no file of age's binary format",
  armored: "is armored: make it binary by `age -d` and `age -e` without -a",
  header: "has a header that age's format does not allow: it was changed or damaged",
  mac: "was changed or damaged after it was written: its header was changed",
  work: "asks for an scrypt work factor of more than 20, which would take more than 1 GiB of memory",
  "cut short": "is cut short: its end is missing",
  damaged: "was changed or damaged after it was written",
  "not UTF-8": "opens, but what it holds is not UTF-8",
} as const;

const RESTORE = "restore it from git or a backup: nobody can open what was changed";

/** Left out where the sentence says it. */
const FIXES: Readonly<Partial<Record<Problem, string>>> = {
  "not age": "name the file that localStore has written, or restore it from git or a backup",
  header: RESTORE,
  mac: RESTORE,
  "cut short": RESTORE,
  damaged: RESTORE,
  "not UTF-8": "name the file that localStore has written",
};

export function broken(path: string, problem: Problem, cause?: unknown) {
  return failure("malformed", `${path} ${SENTENCES[problem]}`, { cause, fix: FIXES[problem] });
}

/** What an identity throws where a header is wrong, rather than meant for another key. */
export class HeaderProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(SENTENCES[problem]);
    this.problem = problem;
  }
}
