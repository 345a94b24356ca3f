import { isSourceError, SourceError, type SourceErrorReason } from "../../model/errors.ts";
import { cleanCause } from "../../model/clean-cause.ts";

/** One file that a source asks for. */
export interface FileRequest {
  /** As the user wrote it: errors say this and nothing else of the file. */
  readonly path: string;
  /**
   * Where `path` really is, if it isn't relative to the process's folder.
   *
   * @default `path`
   */
  readonly at?: string | undefined;
  /** The source that asks. */
  readonly source: string;
  /**
   * No link may lead out of this folder.
   *
   * @default none: links may lead anywhere
   */
  readonly within?: string | undefined;
}

/** What the file system threw, by its code: its message holds the absolute path, and its cause may hold more. */
export function failure(error: unknown, request: FileRequest): SourceError {
  if (isSourceError(error)) return error;
  const { code = "unknown error" } = cleanCause(error);
  switch (code) {
    case "EACCES":
    case "EPERM":
      return refused(request, "denied", `may not be read (${code})`, error);
    case "ENOENT":
      return refused(request, "unavailable", "was taken away while it was read", error);
    case "EISDIR":
      return refused(request, "malformed", "is a folder, not a file", error);
    case "ENXIO":
      return refused(request, "malformed", "is neither a file nor a FIFO", error);
    case "ELOOP":
      return refused(request, "malformed", "is a link that leads back to itself", error);
    default:
      return refused(request, "unavailable", `could not be read (${code})`, error);
  }
}

export function refused(
  { path, source }: FileRequest,
  reason: SourceErrorReason,
  what: string,
  cause?: unknown,
): SourceError {
  return new SourceError({ reason, message: `${path} ${what}`, store: source, ref: path, cause });
}
