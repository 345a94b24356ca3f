import { type CallContext, ignore } from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";

/** Moves a label if it is on `from` (without `from`: if no version has it). Otherwise it fails with `conflict`. */
export async function moveLabel(
  aws: AwsCalls,
  name: string,
  label: string,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
  context: CallContext,
): Promise<void> {
  await update(aws, name, context, {
    VersionStage: label,
    MoveToVersionId: to,
    ...(from !== undefined && { RemoveFromVersionId: from }),
  });
}

/** Takes a label off a version. That it isn't there any more is what was wanted. */
export async function removeLabel(
  aws: AwsCalls,
  name: string,
  label: string,
  version: string,
  context: CallContext,
): Promise<void> {
  const removing = update(aws, name, context, { VersionStage: label, RemoveFromVersionId: version });
  await removing.catch(ignore("conflict"));
}

interface Change {
  readonly VersionStage: string;
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
}

async function update(aws: AwsCalls, name: string, context: CallContext, change: Change): Promise<void> {
  const about = { action: "UpdateSecretVersionStage", name };
  await aws.call(about, context, ({ client, sdk }, options) =>
    client.send(new sdk.UpdateSecretVersionStageCommand({ SecretId: name, ...change }), options),
  );
}
