import type { ConfigError } from "@confide/core";

import type { Core } from "../definition/core.ts";

/** Problems as a person reads them, in lines of a width; a pipe has an infinite one. */
export type ProblemReport = (columns: number) => string;

/** An error's report, as its message has it, for an output of whatever width. */
export function reportOf({ message, problems }: ConfigError, core: Core): ProblemReport {
  const [headline = ""] = message.split("\n", 1);
  return (columns) => `${headline}\n\n${core.formatProblems(problems, { columns })}\n`;
}
