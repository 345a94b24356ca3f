import { CouldNotLook, sourceFailed } from "./could-not-look.ts";
import { ExitCall } from "./exit-call.ts";
import type { SourcePlace } from "./stack-place.ts";

/** Also of a definition's file, and of what it calls later. */
export function exitCalled(place: SourcePlace | undefined): CouldNotLook {
  const where = place === undefined ? "The definition, or a source of it," : `${place.file}:${place.line}`;
  return new CouldNotLook({
    code: "exit-called",
    message: `${where} called process.exit(), which would have ended confide`,
    file: place?.file,
    line: place?.line,
    fix: "importing and loading a definition should end nothing: throw an error in its place",
  });
}

/** What nobody foresaw, in one sentence. A foreign message may quote a value, so only class, code and place are kept. */
export async function unexpected(error: unknown): Promise<CouldNotLook> {
  const { cleanCause, isSourceError } = await import("@confide/core/adapter");
  if (isSourceError(error)) return sourceFailed(error);
  const { stackPlace } = await import("./stack-place.ts");
  if (error instanceof ExitCall) return exitCalled(stackPlace(error));
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
