import { failure } from "./failure.ts";

/**
 * A path for the API: each segment encoded, since node-vault cuts at `?` and `#`, and a segment of dots would walk to another
 * secret on the way.
 */
export function apiPath(...parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split("/"))
    .map(encodeURIComponent)
    .join("/");
}

/** What Vault would refuse, or take for something else, is refused before a call. */
export function checkName(name: string): void {
  const segments = name.split("/");
  const wrong = segments.some((segment) => segment === "")
    ? "has an empty part"
    : segments.some((segment) => /^\.{1,2}$/.test(segment))
      ? "has a part of dots only"
      : /[\p{Cc}\p{Cs}\uFFFD]/u.test(name)
        ? "has a character that can't be printed"
        : segments.some((segment) => segment !== segment.trim())
          ? "has a part that begins or ends with white space"
          : undefined;
  if (wrong !== undefined) throw failure("invalid-ref", `${name} ${wrong}`, { ref: name });
}

/** The number of a KV v2 version. */
export function versionNumber(version: string, ref: string): number {
  if (!/^[1-9]\d{0,14}$/.test(version))
    throw failure("invalid-ref", `${ref}: versions are numbers here, from 1`, { ref });
  return Number(version);
}
