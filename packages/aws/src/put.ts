import { type CallContext, ignore, type PutOptions, type Secret } from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";
import { failure } from "./errors.ts";
import { moveLabel, removeLabel } from "./label.ts";
import { CURRENT, currentIn, PENDING, PREVIOUS, versionsOf } from "./versions.ts";

/** One put, with what all its calls need. */
export interface Put extends PutOptions {
  readonly aws: AwsCalls;
  readonly name: string;
  readonly value: Secret<string | Uint8Array>;
  readonly context: CallContext;
}

/** Puts without a condition. The secret is created empty first: this works for a current and for a pending value. */
export async function putAnyway(put: Put): Promise<void> {
  const label = put.stage === "current" ? CURRENT : PENDING;
  const found = await putValue(put, label).then(() => true, ignore("not-found"));
  if (found) return;
  await create(put).catch(ignore("conflict")); // another writer has made it meanwhile
  await putValue(put, label);
}

/** A secret that must not exist yet. */
export async function putFirst(put: Put): Promise<void> {
  if (put.stage === "current") return create(put, content(put));
  try {
    await create(put);
  } catch (error) {
    // It may be an earlier attempt of this same put that has made it.
    ignore("conflict")(error);
    const versions = await versionsOf(put.aws, put.name, put.context);
    if (versions.some(({ id }) => id !== put.idempotencyKey)) throw error;
  }
  await putValue(put, PENDING);
}

/**
 * Only while `expected` is the current version. AWS guards no put, but the move of a label: so the value is kept under
 * a label of its own first, and becomes current by a move then.
 */
export async function putExpecting(put: Put, expected: string): Promise<void> {
  const { aws, name, context, stage, idempotencyKey: version } = put;
  const versions = (await versionsOf(aws, name, context).catch(ignore("not-found"))) ?? [];
  const known = versions.find(({ id }) => id === version);
  const isExpected = currentIn(versions) === expected;
  if (!isExpected && !known) throw conflict(name);
  if (stage === "pending") return putValue(put, PENDING);
  const ownLabel = `CONFIDE-${version}`;
  await putValue(put, ownLabel); // for a known version, this checks that the value is the same
  const wasCurrent = known?.labels.some((label) => label === CURRENT || label === PREVIOUS) ?? false;
  try {
    if (wasCurrent) return;
    if (!isExpected) throw conflict(name);
    await moveLabel(aws, name, CURRENT, { from: expected, to: version }, context);
  } finally {
    await removeLabel(aws, name, ownLabel, version, context);
  }
}

function conflict(name: string) {
  return failure("conflict", name, "another version is current than expected");
}

async function create({ aws, name, context }: Put, value: Content = {}): Promise<void> {
  await aws.call({ action: "CreateSecret", name }, context, ({ client, sdk }, options) =>
    client.send(new sdk.CreateSecretCommand({ Name: name, ...value }), options),
  );
}

async function putValue(put: Put, label: string): Promise<void> {
  const { aws, name, context } = put;
  await aws.call({ action: "PutSecretValue", name }, context, ({ client, sdk }, options) =>
    client.send(
      new sdk.PutSecretValueCommand({ SecretId: name, ...content(put), VersionStages: [label] }),
      options,
    ),
  );
}

interface Content {
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array;
  readonly ClientRequestToken?: string;
}

/** AWS takes the token as the new version's id, and with the same token and value keeps nothing twice. */
function content({ value, idempotencyKey }: Put): Content {
  const revealed = value.reveal("put");
  return {
    ...(typeof revealed === "string" ? { SecretString: revealed } : { SecretBinary: revealed }),
    ClientRequestToken: idempotencyKey,
  };
}
