import {
  type CallContext,
  formatRef,
  ignore,
  type SecretRecord,
  type SecretRef,
  SourceError,
} from "@confide/core/adapter";

import { contentOf, pendingOf } from "./content.ts";
import { failure } from "./errors.ts";
import type { Leases } from "./leases.ts";
import type { Mount } from "./mount.ts";
import {
  apiPath,
  checkRef,
  type Engine,
  isDynamic,
  KEEPS_NONE,
  refuseVersion,
  versionNumber,
} from "./names.ts";
import { fields, type Fields, senseless, unwrapped } from "./reply.ts";
import type { Session } from "./session.ts";

export interface ReadOptions {
  readonly session: Session;
  readonly mount: Mount;
  readonly leases: Leases;
  readonly engine: Engine;
}

/** One secret, from whichever engine its name is of. */
export async function readRecord(
  ref: SecretRef,
  { session, mount, leases, engine }: ReadOptions,
  context: CallContext,
): Promise<SecretRecord> {
  checkRef(ref, engine);
  if (isDynamic(ref.name, engine.dynamic)) return leases.read(ref.name, context);
  if (isDynamic(ref.name, engine.statics)) return readStatic(ref.name, session, context);
  if ((await mount.version(context)) === 2) return readVersion2(ref, { session, mount }, context);
  refuseVersion(ref, KEEPS_NONE);
  return readVersion1(ref.name, { session, mount }, context);
}

/** The account's password until the next rotation, whose time is the version. */
async function readStatic(name: string, session: Session, context: CallContext): Promise<SecretRecord> {
  const path = apiPath(name);
  const {
    ttl,
    last_vault_rotation: rotated,
    ...own
  } = unwrapped(await session.call({ path, context }), path);
  const createdAt = new Date(String(rotated));
  if (typeof ttl !== "number" || Number.isNaN(createdAt.valueOf())) throw senseless(path);
  return {
    value: contentOf(own),
    version: createdAt.toISOString(),
    createdAt,
    expiresAt: new Date(Date.now() + ttl * 1000),
  };
}

async function readVersion2(
  ref: SecretRef,
  { session, mount }: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<SecretRecord> {
  try {
    const { data, version, createdAt, expiresAt } = await readData(ref, { session, mount }, context);
    return {
      value: contentOf(data),
      version: String(version),
      ...(createdAt && { createdAt }),
      ...(expiresAt && { expiresAt }),
    };
  } catch (error) {
    if (error instanceof SourceError && error.reason === "not-found") await mount.confirm(context);
    throw error;
  }
}

export interface DataVersion {
  readonly data: Fields;
  readonly version: number;
  readonly createdAt?: Date;
  /** Where the engine deletes versions after a time. */
  readonly expiresAt?: Date;
}

/** The suffix of the secret that keeps a value until it is promoted: KV has no versions that readers don't see. */
export const PENDING = ".pending";

/** The fields of a version, unchanged. A version that doesn't exist yet may be pending. */
export async function readData(
  ref: SecretRef,
  { session, mount }: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<DataVersion> {
  const wanted = ref.version === undefined ? undefined : versionNumber(ref.version, formatRef(ref));
  try {
    return await readStored(ref.name, wanted, { session, mount }, context);
  } catch (error) {
    if (wanted === undefined || !(error instanceof SourceError) || error.reason !== "not-found") throw error;
    // A reader of the secret may have no permission for the pending value.
    const pending = await readPending(ref.name, { session, mount }, context).catch(
      ignore("denied", "not-found"),
    );
    if (!pending || pending.version !== ref.version) throw error;
    return { data: pending.data, version: wanted };
  }
}

export async function readStored(
  name: string,
  version: number | undefined,
  { session, mount }: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<DataVersion> {
  const path = apiPath(mount.path, "data", name);
  const query = version === undefined ? "" : `?version=${version}`;
  const reply = unwrapped(await session.call({ path: path + query, context }), path);
  const metadata = fields(reply["metadata"], path);
  const [createdAt, expiresAt] = [dateOf(metadata["created_time"]), dateOf(metadata["deletion_time"])];
  if (metadata["destroyed"] === true) throw failure("destroyed", path);
  if (expiresAt && expiresAt.valueOf() <= Date.now()) throw failure("disabled", `${path} was deleted`);
  // What stands between may mix versions up.
  if (version !== undefined && metadata["version"] !== version) throw senseless(path);
  return {
    data: fields(reply["data"], path),
    version: Number(metadata["version"]),
    ...(createdAt && { createdAt }),
    ...(expiresAt && { expiresAt }),
  };
}

/** Vault says "" where there is none. */
function dateOf(value: unknown): Date | undefined {
  const date = new Date(typeof value === "string" ? value : "");
  return Number.isNaN(date.valueOf()) ? undefined : date;
}

export async function readPending(
  name: string,
  options: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<Pending | undefined> {
  return (await readBeside(name, options, context))?.pending;
}

/** Like `readPending`, for a writer: a foreign secret that happens to have the name is left unchanged. */
export async function readOwnPending(
  name: string,
  options: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<Pending | undefined> {
  const beside = await readBeside(name, options, context);
  if (!beside || beside.pending) return beside?.pending;
  const message = `${name}${PENDING} is a secret of its own, in the place of the pending value of ${name}`;
  throw failure("conflict", message, { ref: name });
}

/** The secret in the sibling's place, if there is one, and its pending value. */
async function readBeside(
  name: string,
  options: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<{ readonly pending: Pending | undefined } | undefined> {
  const stored = await unlessGone(readStored(name + PENDING, undefined, options, context));
  if (!stored) return undefined;
  const pending = pendingOf(stored.data);
  return { pending: pending && { ...pending, storedAs: stored.version } };
}

export interface Pending {
  /** What it will be. */
  readonly version: string;
  readonly data: Fields;
  /** Its number beside the secret. */
  readonly storedAs: number;
}

/** `undefined` for what isn't there (any more). */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch(ignore("not-found", "disabled", "destroyed"));
}

async function readVersion1(
  name: string,
  { session, mount }: Pick<ReadOptions, "session" | "mount">,
  context: CallContext,
): Promise<SecretRecord> {
  const path = apiPath(mount.path, name);
  const value = contentOf(unwrapped(await session.call({ path, context }), path));
  // It changes when the value does: the fingerprint is keyed, and of this process only.
  return { value, version: `unversioned-${String(Reflect.get(value, "fingerprint"))}` };
}
