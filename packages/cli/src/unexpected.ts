import { CouldNotLook } from "./could-not-look.ts";

/** What nobody foresaw, in one sentence. A foreign message may quote a value, so only class, code and place are kept. */
export async function unexpected(error: unknown): Promise<CouldNotLook> {
  const { cleanCause, isSourceError } = await import("@confide/core/adapter");
  const { name, code } = cleanCause(error);
  const what = isSourceError(error)
    ? error.message
    : `Something failed that should not: ${name}${code === undefined ? "" : ` (${code})`}`;
  const frame = /^ {4}at (?:.* \()?([^\s()]+:\d+:\d+)\)?$/m.exec(
    error instanceof Error ? (error.stack ?? "") : "",
  );
  const place = frame?.[1] === undefined ? "" : ` at ${frame[1]}`;
  return new CouldNotLook({
    code: "unexpected",
    message: `${what}${isSourceError(error) ? "" : place}`,
    fix: "if it happens again, report it with what you ran; no value is in this message",
  });
}
