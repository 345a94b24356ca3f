import { formatRef, type SecretRef } from "@confide/core/adapter";

import { failure } from "./errors.ts";

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
  const wrong = wrongIn(name);
  if (wrong !== undefined) throw failure("invalid-ref", `${name} ${wrong}`, { ref: name });
}

/** Why a path can't be asked for. */
export function wrongIn(path: string): string | undefined {
  const segments = path.split("/");
  if (segments.includes("")) return "has an empty part";
  if (segments.some((segment) => /^\.{1,2}$/.test(segment))) return "has a part of dots only";
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(path)) return "has a character that can't be printed";
  const isPadded = segments.some((segment) => segment !== segment.trim());
  return isPadded ? "has a part that begins or ends with white space" : undefined;
}

/** The known facts about an engine before the first request. */
export interface Engine {
  /** Names with these prefixes are read unchanged, from engines that make credentials. */
  readonly dynamic: readonly string[];
  /** And from engines that change an account's password from time to time. */
  readonly statics: readonly string[];
  /** As it was given. */
  readonly kvVersion: 1 | 2 | undefined;
}

/** Whether a secret may be asked for at all; what may not be asked for is granted by no policy either. */
export function checkRef(ref: SecretRef, { dynamic, statics, kvVersion }: Engine): void {
  checkName(ref.name);
  if (isDynamic(ref.name, dynamic)) refuseVersion(ref, "credentials are made for each reader");
  else if (isDynamic(ref.name, statics)) refuseVersion(ref, "an account has one password");
  else if (kvVersion === 1) refuseVersion(ref, KEEPS_NONE);
  else if (ref.version !== undefined) versionNumber(ref.version, formatRef(ref));
}

export function isDynamic(name: string, dynamic: readonly string[]): boolean {
  return dynamic.some((prefix) => name.startsWith(prefix));
}

export const KEEPS_NONE = "the engine there is KV v1, which keeps none";

export function refuseVersion(ref: SecretRef, why: string): void {
  if (ref.version === undefined) return;
  throw failure("invalid-ref", `${formatRef(ref)} asks for a version: ${why}`, { ref: formatRef(ref) });
}

/** The prefix of a list. The request uses the part before the last slash. */
export function checkPrefix(prefix: string): void {
  if (prefix.includes("/")) checkName(prefix.slice(0, prefix.lastIndexOf("/")));
}

/** As Vault's own tools show a mount, and take it: `secret/`. */
export function withoutSlashes(mount: string): string {
  return mount.replaceAll(/^\/+|\/+$/g, "");
}

/** The path of a mount, which begins every other one. It isn't shown: it may come from the environment. */
export function checkMount(mount: string): void {
  const wrong =
    wrongIn(mount) ?? (/[?#%&*+{}"\\]/.test(mount) ? "has a character that no mount has" : undefined);
  if (wrong !== undefined) throw failure("invalid-ref", `mount is not the path of an engine: it ${wrong}`);
}

/** The number of a KV v2 version. */
export function versionNumber(version: string, ref: string): number {
  if (!/^[1-9]\d{0,14}$/.test(version))
    throw failure("invalid-ref", `${ref}: versions are numbers here, from 1`, { ref });
  return Number(version);
}
