import type { DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { SecretDescription, WritableSecretStore } from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";
import { failure } from "./errors.ts";
import { checkName } from "./names.ts";
import { notesIn } from "./notes.ts";
import { pages } from "./pages.ts";
import { CURRENT, currentIn, pendingIn, type Version, versionsOf } from "./versions.ts";

/** What can be known of secrets without reading a value. */
export function describer(aws: AwsCalls): Pick<WritableSecretStore, "currentVersion" | "describe" | "list"> {
  return {
    async describe(name, context) {
      checkName(name);
      const [secret, versions] = await Promise.all([
        aws.call({ action: "DescribeSecret", name }, context, ({ client, sdk }, options) =>
          client.send(new sdk.DescribeSecretCommand({ SecretId: name }), options),
        ),
        versionsOf(aws, name, context),
      ]);
      return description(name, secret, [...versions, ...emptyIn(secret, versions)]);
    },

    /** `DescribeSecret` alone: it knows every version that has a label. One without may still be read, by its id. */
    async currentVersion({ name, version = CURRENT }, context) {
      checkName(name);
      const { VersionIdsToStages = {}, DeletedDate } = await aws.call(
        { action: "DescribeSecret", name },
        context,
        ({ client, sdk }, options) => client.send(new sdk.DescribeSecretCommand({ SecretId: name }), options),
      );
      if (DeletedDate !== undefined) return undefined;
      const found = Object.entries(VersionIdsToStages).find(
        ([id, labels]) => id === version || labels.includes(version),
      );
      return found?.[0];
    },

    async list(prefix, context) {
      const filter = filterBy(prefix);
      const fetchPage = (from: { readonly NextToken?: string | undefined }) =>
        aws.call({ action: "ListSecrets", name: "*" }, context, ({ client, sdk }, options) =>
          client.send(new sdk.ListSecretsCommand({ MaxResults: 100, ...filter, ...from }), options),
        );
      const names: string[] = [];
      for await (const { SecretList = [] } of pages({ name: prefix }, fetchPage))
        names.push(...SecretList.flatMap(({ Name }) => Name ?? []));
      return names.filter((name) => name.startsWith(prefix));
    },
  };
}

/** AWS reads a filter that begins with `!` as its opposite. */
function filterBy(prefix: string) {
  if (!/^[A-Za-z0-9/_+=.@!-]{0,512}$/.test(prefix))
    throw failure("invalid-ref", prefix, "no name begins like that");
  if (prefix === "" || prefix.startsWith("!")) return {};
  return { Filters: [{ Key: "name" as const, Values: [prefix] }] };
}

/** Those that AWS has marked before they have a value, as its own rotation does. */
function emptyIn(
  { VersionIdsToStages = {} }: DescribeSecretCommandOutput,
  versions: readonly Version[],
): readonly Version[] {
  const known = new Set(versions.map(({ id }) => id));
  return Object.entries(VersionIdsToStages).flatMap(([id, labels]) => (known.has(id) ? [] : { id, labels }));
}

function description(
  name: string,
  { Tags, DeletedDate }: DescribeSecretCommandOutput,
  versions: readonly Version[],
): SecretDescription {
  const [current, pending] = [currentIn(versions), pendingIn(versions)];
  return {
    name,
    ...(current !== undefined && { current }),
    ...(pending !== undefined && { pending }),
    versions: versions.map(({ id, labels, createdAt }) => ({
      version: id,
      // Without a label a version is deprecated: AWS gives it to who knows its id, until it needs the room.
      state: DeletedDate !== undefined || labels.length === 0 ? "disabled" : "enabled",
      labels,
      ...(createdAt && { createdAt }),
    })),
    annotations: notesIn(Tags),
  };
}
