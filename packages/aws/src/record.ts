import type { GetSecretValueCommandOutput, SecretValueEntry } from "@aws-sdk/client-secrets-manager";
import { formatRef, type Outcome, Secret, type SecretRecord, type SecretRef } from "@confide/core/adapter";

import { failure } from "./errors.ts";

/** The SDK checks no answer: a number or nothing may be where its types promise a string. */
export function recordOf(
  answer: GetSecretValueCommandOutput | SecretValueEntry,
  ref: SecretRef,
): Outcome<SecretRecord> {
  const { VersionId: version, CreatedDate: createdAt, VersionStages: labels } = answer;
  const value: unknown = answer.SecretString ?? answer.SecretBinary;
  const isContent = typeof value === "string" || value instanceof Uint8Array;
  if (!isContent || typeof version !== "string" || version === "")
    return { error: failure("malformed", formatRef(ref), "it holds no value with a version") };
  const record = {
    value: new Secret<string | Uint8Array>(value),
    version,
    ...(createdAt instanceof Date && { createdAt }),
    ...(Array.isArray(labels) && { labels }),
  };
  return { value: record };
}
