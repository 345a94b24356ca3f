import type { Result } from "./command.ts";
import type { CouldNotLook } from "./could-not-look.ts";
import type { Envelope } from "./envelope.ts";
import { type Finding, isUnseen } from "./finding.ts";

/** What a command came to. */
export function envelopeOf(command: string, result: Result<unknown>): Envelope {
  const { unseen = [], warnings = [], next = [], data } = result;
  const failures = unseen.map(failureFinding);
  const problems = [...(result.problems ?? []), ...failures];
  const isPart = problems.some(isUnseen) || !unseen.every(({ isFound }) => isFound);
  // Where something could not be looked at, 1 would say that the problems are all there are.
  const { exitCode = problems.length === 0 ? 0 : isPart ? 2 : 1 } = result;
  return {
    version: 1,
    command,
    exitCode,
    problems,
    warnings,
    next: [...next, ...unseen.flatMap((each) => each.next)],
    data,
  };
}

/** Why a command came to nothing: it could not look, or the one thing that it was asked about isn't there. */
export function failureEnvelope(command: string, failure: CouldNotLook): Envelope {
  const problem = failureFinding(failure);
  const base = { version: 1, command, exitCode: failure.isFound ? 1 : 2, warnings: [] } as const;
  return { ...base, problems: [problem], next: failure.next, data: null };
}

function failureFinding({ code, message, file, line, fix, reason, needs }: CouldNotLook): Finding {
  return {
    code,
    message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(fix !== undefined && { fix }),
    ...(reason !== undefined && { reason }),
    ...(needs !== undefined && { needs }),
  };
}
