import type { SecretValueEntry } from "@aws-sdk/client-secrets-manager";
import { type SecretRef, SourceError } from "@confide/core/adapter";

import { KIND } from "./classify.ts";

// The documentation leaves `!` out, AWS itself doesn't: the secrets that RDS keeps are called `rds!db-…`.
const NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;
const WHOLE_OR_PARTIAL_ARN =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]{1,519}$/;
const ARN_SUFFIX = /-[A-Za-z0-9]{6}$/;

/** Why AWS would refuse a name, before it is called. */
export function nameFailure(name: string): SourceError | undefined {
  if (NAME.test(name) || WHOLE_OR_PARTIAL_ARN.test(name)) return undefined;
  const message = `not a valid name for ${KIND}: it takes an ARN, or 1 to 512 letters, digits and any of /_+=.@!-`;
  return new SourceError({ reason: "invalid-ref", message, store: KIND, ref: name });
}

export function checkName(name: string): void {
  const error = nameFailure(name);
  if (error) throw error;
}

export function isArn(name: string): boolean {
  return name.startsWith("arn:");
}

/** An ARN with the six random characters that AWS adds. Where the name itself ends like that, AWS reads it so too. */
export function isFullArn(name: string): boolean {
  return isArn(name) && ARN_SUFFIX.test(name);
}

/** The name in an ARN, so that a secret is called the same in whatever way it is spelt. */
export function canonicalName(name: string): string {
  const [, path = name] = /^arn:[^:]*:secretsmanager:[^:]*:\d*:secret:(.*)$/.exec(name) ?? [];
  return isFullArn(name) ? path.replace(ARN_SUFFIX, "") : path;
}

/** Whether an answer is about the secret that was asked for, by its name, its ARN, or an ARN without the suffix. */
export function isAbout(asked: string, { Name, ARN = "" }: SecretValueEntry): boolean {
  return asked === Name || asked === ARN || (isArn(asked) && asked === ARN.replace(ARN_SUFFIX, ""));
}

/**
 * A version's id has 32 to 64 characters (Terraform's aren't UUIDs), any other string is a staging label. The current
 * version is requested by its label, because emulators fill in a missing label differently.
 */
export function versionIn({ version }: SecretRef): { VersionId: string } | { VersionStage: string } {
  if (version === undefined) return { VersionStage: "AWSCURRENT" };
  return version.length >= 32 && version.length <= 64 ? { VersionId: version } : { VersionStage: version };
}
