import type { SecretDescription, VersionDescription } from "@confide/core/adapter";

import { isPlausible, type NoteLimits } from "./plausible.ts";
import { type RotationRecord, recordsIn, type StartedRecord } from "./record.ts";

/** The state of a secret, by what its store says: all that a rotator knows, so that any of them can go on. */
export interface Situation {
  readonly description: SecretDescription;
  readonly current: string;
  readonly records: readonly RotationRecord[];
  /** Begun from what is current, and not promoted. */
  readonly begun: RotationRecord | undefined;
  /** Promoted, as far as can be seen; the grace has no end yet, so that it has not begun to run. */
  readonly promoted: readonly StartedRecord[];
  /** In grace, or past it. */
  readonly graces: readonly Grace[];
  /** Overtaken by a version that somebody else made current. */
  readonly overtaken: readonly RotationRecord[];
}

export interface Grace {
  readonly record: RotationRecord;
  /** By the store's clock. */
  readonly endsMs: number;
  /** The store still counts the old version as one to be used. */
  readonly isEnabled: boolean;
}

/** @param description of a secret that has a current version */
export function situationOf(description: SecretDescription, current: string, limits: NoteLimits): Situation {
  const records = recordsIn(description.annotations).filter((record) =>
    isPlausible(record, description, limits),
  );
  const open = records.filter(({ endsAfterMs }) => endsAfterMs === undefined);
  const left = open.filter(({ base }) => base !== current);
  return {
    description,
    current,
    records,
    begun: open.find(({ base }) => base === current),
    promoted: left.filter((record): record is StartedRecord => wasPromoted(record, description)),
    graces: records.flatMap((record) => graceOf(record, description) ?? []),
    overtaken: left.filter((record) => !wasPromoted(record, description)),
  };
}

/** What is pending, if it can still become current: some stores go on naming one that was retired. */
export function pendingIn({ pending, versions }: SecretDescription): string | undefined {
  return pending !== undefined && versionOf(versions, pending)?.state === "enabled" ? pending : undefined;
}

/** Current now, or no longer pending though it is in use: it was current until something was put on top. */
function wasPromoted({ to }: RotationRecord, { current, pending, versions }: SecretDescription): boolean {
  if (to === undefined) return false;
  return to === current || (to !== pending && versionOf(versions, to)?.state === "enabled");
}

function graceOf(record: RotationRecord, { versions }: SecretDescription): Grace | undefined {
  const { to, base, endsAfterMs, endsAtMs } = record;
  if (endsAfterMs === undefined || to === undefined) return undefined;
  return {
    record,
    endsMs: endOf(endsAfterMs, endsAtMs, versionOf(versions, to)),
    isEnabled: versionOf(versions, base)?.state === "enabled",
  };
}

/** A store that no longer knows the newer version has let the older one go before; so has a note without a time. */
function endOf(endsAfterMs: number, endsAtMs = -Infinity, to?: VersionDescription): number {
  if (!to) return -Infinity;
  return to.createdAt ? to.createdAt.getTime() + endsAfterMs : endsAtMs;
}

export function versionOf(
  versions: readonly VersionDescription[],
  wanted: string,
): VersionDescription | undefined {
  return versions.find(({ version }) => version === wanted);
}
