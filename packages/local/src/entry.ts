import type { PutOptions, Secret, SecretDescription } from "@confide/core/adapter";

import type { Entry, Version } from "./document.ts";
import { failure } from "./errors.ts";

/** Older ones that no stage points at are dropped: a file that only grows would slow every read. */
const MOST_VERSIONS = 100;
const STAGES = ["current", "previous", "pending"] as const;

const NONE: Entry = { versions: [], annotations: {}, etag: "" };

/** By number, or by the stage's name. */
export function versionOf(entry: Entry, wanted = "current"): Version | undefined {
  const stage = STAGES.find((each) => each === wanted);
  const version = stage === undefined ? wanted : entry[stage];
  return entry.versions.find((each) => each.version === version);
}

export function labelsOf(entry: Entry, version: string): string[] {
  return STAGES.filter((stage) => entry[stage] === version);
}

/** The entry with a new version, or as it was where the same put came before. */
export function withPut(
  name: string,
  entry: Entry = NONE,
  value: Secret<string | Uint8Array>,
  { idempotencyKey, stage, expect }: PutOptions,
): { readonly entry: Entry; readonly version: string } {
  const before = entry.versions.find((each) => each.idempotencyKey === idempotencyKey);
  if (before?.value?.equals(value)) return { entry, version: before.version };
  if (before) throw conflict(name, "was put with another value under the same idempotency key");
  if (expect !== undefined) mustBeCurrent(name, entry, expect);
  const version = String(Number(entry.versions.at(-1)?.version ?? 0) + 1);
  const createdAt = new Date().toISOString();
  const added: Entry = {
    ...entry,
    versions: [...entry.versions, { version, state: "enabled", createdAt, idempotencyKey, value }],
  };
  const staged = stage === "current" ? current(added, version) : { ...added, pending: version };
  return { entry: changed(pruned(staged)), version };
}

export function withPromoted(name: string, entry: Entry, version: string, expectCurrent: string): Entry {
  if (entry.current === version) return entry;
  mustBeCurrent(name, entry, expectCurrent);
  if (entry.versions.find((each) => each.version === version)?.state !== "enabled")
    throw failure("not-found", `${name} has no version ${version} that could become current`, { ref: name });
  return changed(current(entry, version));
}

export function withAnnotations(
  name: string,
  entry: Entry,
  patch: Readonly<Record<string, string | null>>,
  expect: string | undefined,
): Entry {
  if (expect !== undefined && entry.etag !== expect)
    throw conflict(name, "was changed since it was described");
  const notes = Object.entries({ ...entry.annotations, ...patch }).filter(([, text]) => text !== null);
  return changed({ ...entry, annotations: Object.fromEntries(notes) as Record<string, string> });
}

/** Its value goes; that there was such a version stays. */
export function withRetired(name: string, entry: Entry, version: string): Entry {
  if (entry.current === version) throw conflict(name, `has ${version} as its current version`);
  const found = entry.versions.find((each) => each.version === version);
  if (!found || found.state === "destroyed") return entry;
  const { value: _gone, ...rest } = found;
  const destroyed: Version = { ...rest, state: "destroyed" };
  return changed({
    ...without(entry, version),
    versions: entry.versions.map((each) => (each === found ? destroyed : each)),
  });
}

export function descriptionOf(name: string, entry: Entry): SecretDescription {
  const { current: now, pending, annotations, etag } = entry;
  return {
    name,
    ...(now !== undefined && { current: now }),
    ...(pending !== undefined && { pending }),
    versions: entry.versions.map(({ version, state, createdAt }) => ({
      version,
      state,
      labels: labelsOf(entry, version),
      createdAt: new Date(createdAt),
    })),
    annotations,
    etag,
  };
}

function mustBeCurrent(name: string, entry: Entry, expected: string): void {
  if ((entry.current ?? "none") !== expected)
    throw conflict(name, "has another current version than expected");
}

function conflict(name: string, detail: string) {
  return failure("conflict", `${name} ${detail}`, { ref: name });
}

function changed(entry: Entry): Entry {
  return { ...entry, etag: crypto.randomUUID() };
}

function current(entry: Entry, version: string): Entry {
  const { pending, ...rest } = entry;
  return {
    ...rest,
    ...(entry.current !== undefined && { previous: entry.current }),
    ...(pending !== undefined && pending !== version && { pending }),
    current: version,
  };
}

/** Without the stages that point at a version. */
function without(entry: Entry, version: string): Entry {
  const { previous, pending, ...rest } = entry;
  return {
    ...rest,
    ...(previous !== undefined && previous !== version && { previous }),
    ...(pending !== undefined && pending !== version && { pending }),
  };
}

function pruned(entry: Entry): Entry {
  const tooMany = entry.versions.length - MOST_VERSIONS;
  const kept = entry.versions.filter(
    ({ version }, index) => index >= tooMany || labelsOf(entry, version).length > 0,
  );
  return { ...entry, versions: kept };
}
