import type { Problem } from "@confide/core";

import type { Core } from "../definition/core.ts";
import { isUnseen } from "../finding.ts";

/** Problems as a person reads them, in lines of a width; a pipe has an infinite one. */
export type ProblemReport = (columns: number) => string;

/**
 * Problems of a configuration, for an output of whatever width. What could not be looked at may be valid: the first line says so.
 *
 * @param what What was tried.
 */
export function reportOf(
  { problems }: { readonly problems: readonly Problem[] },
  core: Core,
  what: "loaded" | "checked" = "loaded",
): ProblemReport {
  const unseen = problems.filter(({ kind, reason }) => isUnseen({ code: kind, reason })).length;
  const headline =
    unseen > 0 && unseen === problems.length
      ? `Configuration could not be ${what}`
      : `Configuration is not valid${unseen === 0 ? "" : `, and not all of it could be ${what}`}`;
  const [first = ""] = new core.ConfigError(problems, headline).message.split("\n", 1);
  return (columns) => `${first}\n\n${core.formatProblems(problems, { columns })}\n`;
}
