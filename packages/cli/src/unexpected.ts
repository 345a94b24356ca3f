import { CouldNotLook, sourceFailed } from "./could-not-look.ts";

/** What nobody foresaw, in one sentence. A foreign message may quote a value, so only class, code and place are kept. */
export async function unexpected(error: unknown): Promise<CouldNotLook> {
  const { cleanCause, isSourceError } = await import("@confide/core/adapter");
  if (isSourceError(error)) return sourceFailed(error);
  const { stackPlace } = await import("./stack-place.ts");
  const { name, code } = cleanCause(error);
  const place = stackPlace(error);
  return new CouldNotLook({
    code: "unexpected",
    message: `Something failed that should not: ${name}${code === undefined ? "" : ` (${code})`}`,
    file: place?.file,
    line: place?.line,
    fix: "if it happens again, report it with what you ran; no value is in this message",
  });
}
