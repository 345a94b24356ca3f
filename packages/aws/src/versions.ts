import type { SecretVersionsListEntry } from "@aws-sdk/client-secrets-manager";
import type { CallContext } from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";
import { pages } from "./pages.ts";

export const CURRENT = "AWSCURRENT";
export const PENDING = "AWSPENDING";
export const PREVIOUS = "AWSPREVIOUS";

/** A version of a secret, with the labels that it has now: none once it is deprecated. */
export interface Version {
  readonly id: string;
  readonly labels: readonly string[];
  readonly createdAt?: Date;
}

/** Every version that AWS still has, deprecated ones too. */
export async function versionsOf(aws: AwsCalls, name: string, context: CallContext): Promise<Version[]> {
  const about = { action: "ListSecretVersionIds", name };
  const versions: Version[] = [];
  const fetchPage = (from: { readonly NextToken?: string | undefined }) =>
    aws.call(about, context, ({ client, sdk }, options) =>
      client.send(
        new sdk.ListSecretVersionIdsCommand({
          SecretId: name,
          IncludeDeprecated: true,
          MaxResults: 100,
          ...from,
        }),
        options,
      ),
    );
  for await (const { Versions = [] } of pages({ name }, fetchPage)) versions.push(...Versions.map(versionOf));
  return versions;
}

function versionOf({ VersionId = "", VersionStages = [], CreatedDate }: SecretVersionsListEntry): Version {
  return { id: VersionId, labels: VersionStages, ...(CreatedDate && { createdAt: CreatedDate }) };
}

export function currentIn(versions: readonly Version[]): string | undefined {
  return versions.find(({ labels }) => labels.includes(CURRENT))?.id;
}

/** AWS leaves the label on a version that has become current; then nothing is pending. */
export function pendingIn(versions: readonly Version[]): string | undefined {
  return versions.find(({ labels }) => labels.includes(PENDING) && !labels.includes(CURRENT))?.id;
}
