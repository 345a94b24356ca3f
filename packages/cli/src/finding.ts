import type { Origin, Problem, SourceErrorReason, Warning } from "@confide/core";
import type { pathName as PathName } from "@confide/core/adapter";

/** One thing that is wrong, or that people should know. It holds no value. */
export interface Finding {
  /** Stable: programs compare it. */
  readonly code: string;
  readonly message: string;
  /** `database.password`, `servers[2].port` */
  readonly setting?: string;
  readonly secret?: boolean;
  /** Why a source could not answer: `denied`. */
  readonly reason?: string;
  /** Where the value stood, or every place that was looked in. */
  readonly places?: readonly Origin[];
  readonly file?: string;
  readonly line?: number;
  readonly fix?: string;
  /** What a denied call would have needed, in the vendor's words. */
  readonly needs?: string;
}

/**
 * The failures of a source after which it is unknown what it holds. With another reason it answered, and the answer is
 * what is wrong: a secret that is disabled, a file that can't be parsed.
 */
const UNSEEN: ReadonlySet<string | undefined> = new Set([
  "denied",
  "unauthenticated",
  "throttled",
  "unavailable",
  "timeout",
  "aborted",
  "unknown",
] satisfies SourceErrorReason[]);

/** Whether a source could not be looked at: what it holds may be right or wrong. */
export function isUnseen({
  code,
  reason,
}: {
  readonly code: string;
  readonly reason?: string | undefined;
}): boolean {
  return code === "failed" && UNSEEN.has(reason);
}

/** A command that would help. */
export interface NextStep {
  readonly command: string;
  readonly why: string;
}

/** The code of a core's problem is its kind. */
export function findingOf(problem: Problem, pathName: typeof PathName): Finding {
  const { path, within = "", kind, reason, message, secret, places, fix, needs } = problem;
  return {
    code: kind,
    message,
    ...(path.length > 0 && { setting: pathName(path) + within }),
    ...(secret !== undefined && { secret }),
    ...(reason !== undefined && { reason }),
    places: places.map(copiedOrigin),
    ...(fix !== undefined && { fix }),
    ...(needs !== undefined && { needs }),
  };
}

export function warningFinding(warning: Warning, pathName: typeof PathName): Finding {
  const { kind, path = [], message, origin, fix } = warning;
  return {
    code: kind,
    message,
    ...(path.length > 0 && { setting: pathName(path) }),
    places: [copiedOrigin(origin)],
    ...(fix !== undefined && { fix }),
  };
}

/** Sources of others may answer with more than an origin has. */
export function copiedOrigin({ source, location, version }: Origin): Origin {
  return { source, ...(location !== undefined && { location }), ...(version !== undefined && { version }) };
}
