/**
 * Why nothing could be looked at. The message holds no value.
 *
 * @example
 * ```ts
 * import { ScanError, scanner } from "@confide/scan";
 *
 * try {
 *   await scanner([]).path("nowhere");
 * } catch (error) {
 *   if (error instanceof ScanError) console.log(error.code); // not-found
 * }
 * ```
 */
export class ScanError extends Error {
  /** Stable: programs compare it. */
  readonly code: ScanErrorCode;
  /** What to do. */
  readonly fix: string;

  constructor(code: ScanErrorCode, message: string, fix: string) {
    super(message);
    this.code = code;
    this.fix = fix;
  }

  override get name(): string {
    return "ScanError";
  }
}

export type ScanErrorCode =
  | "no-git"
  | "no-repository"
  | "bare-repository"
  | "untrusted-repository"
  | "git-failed"
  | "not-found";
