import type { SourceError } from "@confide/core";

import type { NextStep } from "./finding.ts";

interface CouldNotLookDetails {
  readonly code: string;
  /** A sentence that holds no value. */
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly fix?: string | undefined;
  /** Why a store could not answer: `denied`. */
  readonly reason?: string | undefined;
  /** What a denied call would have needed. */
  readonly needs?: string | undefined;
  readonly next?: readonly NextStep[];
  /** It was looked at, and this is what was found: exit code 1. */
  readonly isFound?: boolean | undefined;
}

/**
 * A command ends with it where it could not do its work: exit code 2, or 1 where what it asked for isn't there. It holds no value.
 *
 * @example
 * ```ts
 * import { checkDeployment, CouldNotLook } from "@confide/cli";
 * import * as z from "zod";
 *
 * try {
 *   await checkDeployment(["no-such-file.yaml"], { schema: z.object({}) });
 * } catch (error) {
 *   console.log(error instanceof CouldNotLook && error.code); // no-deploy-file
 * }
 * ```
 */
export class CouldNotLook extends Error {
  readonly code: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly fix: string | undefined;
  readonly reason: string | undefined;
  readonly needs: string | undefined;
  readonly next: readonly NextStep[];
  readonly isFound: boolean;

  constructor({
    code,
    message,
    file,
    line,
    fix,
    reason,
    needs,
    next = [],
    isFound = false,
  }: CouldNotLookDetails) {
    super(message);
    this.code = code;
    this.file = file;
    this.line = line;
    this.fix = fix;
    this.reason = reason;
    this.needs = needs;
    this.next = next;
    this.isFound = isFound;
  }

  override get name(): string {
    return "CouldNotLook";
  }
}

interface SourceFailedOptions {
  readonly next?: readonly NextStep[];
  /** The command asked for the secret, to say what it is: that it isn't there is what it found. */
  readonly isAsked?: boolean;
}

/** What a store says of a failure names what to do, and holds no value. */
export function sourceFailed(
  { message, reason, fix, needs }: SourceError,
  { next = [], isAsked = false }: SourceFailedOptions = {},
): CouldNotLook {
  const isFound = isAsked && SECRET_ANSWERS.has(reason);
  return new CouldNotLook({ code: "source-failed", message, reason, fix, needs, next, isFound });
}

/** What a source answers of one secret, in place of its value. */
const SECRET_ANSWERS: ReadonlySet<string> = new Set([
  "not-found",
  "disabled",
  "destroyed",
  "malformed",
] satisfies SourceError["reason"][]);

/** The person was shown what would happen, and said no. */
export function declined(): CouldNotLook {
  return new CouldNotLook({ code: "declined", message: "You said no: nothing was changed" });
}
