import {
  type CallContext,
  type SecretDescription,
  type SecretRef,
  SourceError,
  type VersionDescription,
} from "@confide/core/adapter";

import type { Mount } from "./mount.ts";
import { apiPath, checkPrefix, checkRef, type Engine, isDynamic, wrongIn } from "./names.ts";
import { readPending } from "./read.ts";
import { fields, type Fields, senseless, unwrapped } from "./reply.ts";
import type { Session } from "./session.ts";

interface DescribeOptions {
  readonly session: Session;
  readonly mount: Mount;
}

/** What KV v2 says of a secret beside its values. */
export interface Metadata {
  /** 0 where it has notes only. */
  readonly current: number;
  readonly versions: readonly VersionDescription[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly etag: string;
  /** OpenBao counts changes of the metadata too, and guards them. Vault doesn't. */
  readonly casField: number | undefined;
}

export async function metadataOf(
  name: string,
  { session, mount }: DescribeOptions,
  context: CallContext,
): Promise<Metadata> {
  const path = apiPath(mount.path, "metadata", name);
  const found = unwrapped(await session.call({ path, context }), path);
  const {
    current_version: current,
    versions,
    custom_metadata: notes,
    current_metadata_version: changes,
  } = found;
  return {
    current: Number(current),
    versions: Object.entries(fields(versions ?? {}, path)).map(([version, each]) =>
      versionOf(version, fields(each, path)),
    ),
    annotations: fields(notes ?? {}, path) as Readonly<Record<string, string>>,
    etag: typeof changes === "number" ? String(changes) : String(found["updated_time"]),
    casField: typeof changes === "number" ? changes : undefined,
  };
}

/** What a read would bring, by the metadata alone. KV v1 keeps none, and what an engine makes is new with each read. */
export async function currentVersion(
  ref: SecretRef,
  { session, mount, engine }: DescribeOptions & { readonly engine: Engine },
  context: CallContext,
): Promise<string | undefined> {
  checkRef(ref, engine);
  const { name, version } = ref;
  if (isDynamic(name, [...engine.dynamic, ...engine.statics]) || (await mount.version(context)) !== 2)
    return undefined;
  const { current, versions } = await metadataOf(name, { session, mount }, context);
  const wanted = version ?? String(current);
  return versions.find((each) => each.version === wanted && each.state === "enabled")?.version;
}

export async function describeSecret(
  name: string,
  options: DescribeOptions,
  context: CallContext,
): Promise<SecretDescription> {
  const [{ current, versions, annotations, etag }, pending] = await Promise.all([
    metadataOf(name, options, context),
    readPending(name, options, context),
  ]);
  const waits = pending !== undefined && Number(pending.version) > current;
  return {
    name,
    ...(current > 0 && { current: String(current) }),
    ...(waits && { pending: pending.version }),
    versions: [
      ...versions.map((each) => ({ ...each, labels: each.version === String(current) ? ["current"] : [] })),
      ...(waits ? [{ version: pending.version, state: "enabled" as const, labels: ["pending"] }] : []),
    ],
    annotations,
    etag,
  };
}

/** All names below a prefix, folder by folder, without the siblings. */
export async function listNames(
  prefix: string,
  { session, mount }: DescribeOptions,
  context: CallContext,
  suffix: string,
): Promise<readonly string[]> {
  checkPrefix(prefix);
  const version = await mount.version(context);
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const found: string[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const key of await keysIn(at)) {
      const name = at + key;
      if (key.endsWith("/")) {
        if (name.startsWith(prefix) || prefix.startsWith(name)) await visit(name);
      } else if (name.startsWith(prefix) && !name.endsWith(suffix)) found.push(name);
    }
  };
  await visit(folder);
  return found.sort();

  async function keysIn(at: string): Promise<readonly string[]> {
    const path = `${apiPath(mount.path, ...(version === 2 ? ["metadata"] : []), at.replace(/\/$/, ""))}?list=true`;
    try {
      const keys = unwrapped(await session.call({ path, context }), path)["keys"];
      return Array.isArray(keys) ? keys.map((key) => keyOf(key, path)) : [];
    } catch (error) {
      if (error instanceof SourceError && error.reason === "not-found") return [];
      throw error;
    }
  }
}

/** One part of a path, with a slash at its end if it is a folder. It is asked for next, so it has to be one. */
function keyOf(key: unknown, path: string): string {
  if (typeof key !== "string") throw senseless(path);
  const part = key.replace(/\/$/, "");
  if (part.includes("/") || wrongIn(part) !== undefined) throw senseless(path);
  return key;
}

function versionOf(version: string, metadata: Fields): VersionDescription {
  const { created_time: created, deletion_time: deleted, destroyed } = metadata;
  const isDeleted = typeof deleted === "string" && deleted !== "" && Date.parse(deleted) <= Date.now();
  return {
    version,
    state: destroyed === true ? "destroyed" : isDeleted ? "disabled" : "enabled",
    labels: [],
    createdAt: new Date(String(created)),
  };
}
