import type { SecretProperties } from "@azure/keyvault-secrets";
import type { SecretDescription, VersionDescription } from "@confide/core/adapter";

import { STAGED } from "./names.ts";
import { notesIn, TAGS, versionOf } from "./tags.ts";

/** What Key Vault keeps of one secret: the secret's own versions, and the sibling's current one. */
export interface Kept {
  readonly name: string;
  readonly current: SecretProperties | undefined;
  readonly versions: readonly SecretProperties[];
  readonly sibling: SecretProperties | undefined;
}

export function descriptionOf({ name, current, versions, sibling }: Kept): SecretDescription {
  const called = current && versionOf(current);
  const pending = pendingIn({ versions, sibling });
  // A version that was promoted twice is listed twice.
  const known = new Map(versions.map((each) => [versionOf(each), each]));
  if (pending !== undefined && sibling) known.set(pending, sibling);
  return {
    name,
    ...(called !== undefined && { current: called }),
    ...(pending !== undefined && { pending }),
    versions: [...known].map(([version, properties]) =>
      versionDescription(version, properties, { current: called, pending }),
    ),
    annotations: notesIn(sibling?.tags),
  };
}

/** The version that is staged and hasn't become current yet. */
function pendingIn({ versions, sibling }: Pick<Kept, "versions" | "sibling">): string | undefined {
  if (sibling?.tags?.[TAGS.staged] === undefined || sibling.enabled === false) return undefined;
  const called = `${STAGED}${sibling.version}`;
  return versions.some((each) => versionOf(each) === called) ? undefined : called;
}

function versionDescription(
  version: string,
  { enabled, createdOn }: SecretProperties,
  stages: Readonly<Record<string, string | undefined>>,
): VersionDescription {
  return {
    version,
    state: enabled === false ? "disabled" : "enabled",
    labels: Object.keys(stages).filter((stage) => stages[stage] === version),
    ...(createdOn && { createdAt: createdOn }),
  };
}
