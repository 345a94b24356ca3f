import type { PutOptions, SecretDescription, VersionDescription } from "../contract/store.ts";
import { Secret } from "../secret/secret.ts";

/** A secret of the memory store, and what is done with its versions. */
export interface StoredSecret {
  readonly versions: StoredVersion[];
  current?: string;
  previous?: string;
  pending?: string;
  readonly annotations: Map<string, string>;
}

interface StoredVersion {
  readonly version: string;
  readonly value: Secret<string | Uint8Array>;
  readonly key: string;
  readonly createdAt: Date;
  state: VersionDescription["state"];
}

export interface NewVersion extends Pick<StoredVersion, "value" | "key" | "createdAt"> {
  readonly stage: PutOptions["stage"];
}

export function addVersion(entry: StoredSecret, { value, key, stage, createdAt }: NewVersion): string {
  const version = String(entry.versions.length + 1);
  entry.versions.push({ version, value, key, createdAt, state: "enabled" });
  if (stage === "current") makeCurrent(entry, version);
  else entry.pending = version;
  return version;
}

/** What the store has from the start: an object is kept as JSON. */
export function seedVersion(entry: StoredSecret, key: string, content: unknown, createdAt: Date): void {
  const isContent = typeof content === "string" || content instanceof Uint8Array;
  const value = new Secret(isContent ? content : JSON.stringify(content));
  addVersion(entry, { value, key, stage: "current", createdAt });
}

export function makeCurrent(entry: StoredSecret, version: string): void {
  if (entry.current !== undefined) entry.previous = entry.current;
  entry.current = version;
  if (entry.pending === version) delete entry.pending;
}

/** By number, or by the stage's name. */
export function versionOf(entry: StoredSecret, wanted = "current"): StoredVersion | undefined {
  const stages: Readonly<Record<string, string | undefined>> = {
    current: entry.current,
    previous: entry.previous,
    pending: entry.pending,
  };
  return entry.versions.find(
    ({ version }) => version === (Object.hasOwn(stages, wanted) ? stages[wanted] : wanted),
  );
}

export function labelsOf(entry: StoredSecret, version: string): string[] {
  return (["current", "previous", "pending"] as const).filter((stage) => entry[stage] === version);
}

export function descriptionOf(name: string, entry: StoredSecret): SecretDescription {
  return {
    name,
    ...(entry.current !== undefined && { current: entry.current }),
    ...(entry.pending !== undefined && { pending: entry.pending }),
    versions: entry.versions.map(({ version, state, createdAt }) => ({
      version,
      state,
      createdAt,
      labels: labelsOf(entry, version),
    })),
    annotations: Object.fromEntries(entry.annotations),
    etag: etagOf(entry),
  };
}

export function etagOf(entry: StoredSecret): string {
  return JSON.stringify([
    entry.current,
    entry.versions.map(({ version, state }) => [version, state]),
    [...entry.annotations],
  ]);
}
