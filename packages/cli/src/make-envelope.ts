import type { Result } from "./command.ts";
import type { CouldNotLook } from "./could-not-look.ts";
import type { Envelope } from "./envelope.ts";
import { type Finding, isUnseen } from "./finding.ts";

/** What a command came to. */
export function envelopeOf(command: string, result: Result<unknown>): Envelope {
  const { problems = [], warnings = [], next = [] } = result;
  const { exitCode = exitCodeFor(problems) } = result;
  const data = exitCode === 2 ? null : result.data;
  return { version: 1, command, exitCode, problems, warnings, next, data };
}

/** Where a source could not be looked at, 1 would say that the problems are all there are. */
function exitCodeFor(problems: readonly Finding[]): Envelope["exitCode"] {
  return problems.length === 0 ? 0 : problems.some(isUnseen) ? 2 : 1;
}

/** Why a command came to nothing. */
export function failureEnvelope(command: string, failure: CouldNotLook): Envelope {
  const { code, message, file, line, fix, reason, needs, next } = failure;
  const problem = {
    code,
    message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(fix !== undefined && { fix }),
    ...(reason !== undefined && { reason }),
    ...(needs !== undefined && { needs }),
  };
  const base = { version: 1, command, exitCode: 2, warnings: [] } as const;
  return { ...base, problems: [problem], next, data: null };
}
