import type { GetSecretValueCommandOutput, SecretValueEntry } from "@aws-sdk/client-secrets-manager";
import { formatRef, type Outcome, Secret, type SecretRecord, type SecretRef } from "@confide/core/adapter";

import { failure } from "./errors.ts";
import { canonicalName, isAbout, isArn, versionIn } from "./names.ts";

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
  if (isOfAnother(answer, ref))
    return { error: failure("malformed", formatRef(ref), "it is about another secret or version") };
  const record = {
    value: new Secret<string | Uint8Array>(value),
    version,
    ...(createdAt instanceof Date && { createdAt }),
    ...(Array.isArray(labels) && { labels }),
  };
  return { value: record };
}

/** A cache or an emulator in AWS's place may mix them up. What it leaves out isn't compared. */
function isOfAnother(answer: GetSecretValueCommandOutput | SecretValueEntry, ref: SecretRef): boolean {
  const { Name, ARN, VersionId, VersionStages } = answer;
  if (Name !== undefined || ARN !== undefined) {
    const isByArn = isArn(ref.name) && ARN !== undefined;
    const isIt = isByArn
      ? isAbout(ref.name, answer)
      : canonicalName(ref.name) === (Name ?? canonicalName(ARN ?? ""));
    if (!isIt) return true;
  }
  const asked = versionIn(ref);
  if ("VersionId" in asked) return VersionId !== asked.VersionId;
  return (
    Array.isArray(VersionStages) && VersionStages.length > 0 && !VersionStages.includes(asked.VersionStage)
  );
}
