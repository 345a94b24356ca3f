import type { SecretDescription, VersionDescription } from "@confide/core/adapter";
import type { protos } from "@google-cloud/secret-manager";

import { lastPart } from "./names.ts";

/** A secret's own record, without payloads, as far as a change needs it. */
export interface SecretState {
  readonly etag: string;
  /** Which version each alias names. They are the owner's. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where Google keeps it, and under which key. */
  readonly replication: Secret["replication"];
  /** Which version each of the last puts has made, or is about to make, by idempotency key. */
  readonly puts: ReadonlyMap<string, string>;
  readonly pending?: PendingVersion | undefined;
  readonly claim?: Claim | undefined;
  /** Of which secret it is the sibling. */
  readonly siblingOf?: string | undefined;
}

/** A value that waits in the sibling, where no reader of the secret meets it. */
export interface PendingVersion {
  /** What it will be. */
  readonly version: string;
  /** Its number in the sibling. */
  readonly keptAs: string;
  /** Of the put that made it. */
  readonly key: string;
}

/** Who is about to add a version, and until when. */
interface Claim {
  readonly version: string;
  readonly id: string;
  readonly untilMs: number;
}

/** The annotations that are confide's. */
export const OWN = {
  puts: "confide-puts",
  pending: "confide-pending",
  claim: "confide-claim",
  sibling: "confide-sibling",
} as const;

type Secret = protos.google.cloud.secretmanager.v1.ISecret;
export type Version = protos.google.cloud.secretmanager.v1.ISecretVersion;

export function stateOf({ etag, versionAliases, annotations, replication }: Secret): SecretState {
  const own: readonly string[] = Object.values(OWN);
  const all: Readonly<Record<string, string>> = annotations ?? {};
  return {
    etag: etag ?? "",
    replication,
    aliases: Object.fromEntries(
      Object.entries(versionAliases ?? {}).map(([alias, version]) => [alias, String(version)]),
    ),
    annotations: Object.fromEntries(Object.entries(all).filter(([note]) => !own.includes(note))),
    puts: new Map((all[OWN.puts] ?? "").split(" ").flatMap(putIn)),
    pending: pendingIn(all[OWN.pending]),
    claim: claimIn(all[OWN.claim]),
    siblingOf: all[OWN.sibling],
  };
}

/** What `updateSecret` takes. The map is replaced whole, so it is sent whole. */
export function fieldsOf({ etag, annotations, puts, pending, claim, siblingOf }: SecretState) {
  const kept = [...puts].slice(-MOST_PUTS).map((put) => put.join(":"));
  return {
    etag,
    annotations: {
      ...annotations,
      ...(kept.length > 0 && { [OWN.puts]: kept.join(" ") }),
      ...(pending && { [OWN.pending]: `${pending.version}:${pending.keptAs}:${pending.key}` }),
      ...(claim && { [OWN.claim]: `${claim.version}:${claim.untilMs}:${claim.id}` }),
      ...(siblingOf !== undefined && { [OWN.sibling]: siblingOf }),
    },
  };
}

/** What waits to become current: what was promoted, or overtaken by another version, waits no longer. */
export function waitingIn({ pending }: SecretState, newest: string): PendingVersion | undefined {
  return pending && Number(pending.version) > numberOf(newest) ? pending : undefined;
}

/** Of the newest version; 0 for none. */
export function numberOf(version: string): number {
  return version === "none" ? 0 : Number(version);
}

export function descriptionOf(
  name: string,
  state: SecretState,
  found: readonly Version[],
): SecretDescription {
  const newest = found.reduce((most, { name: each }) => Math.max(most, Number(lastPart(each))), 0);
  const current = newest === 0 ? "none" : String(newest);
  const pending = waitingIn(state, current)?.version;
  const labels = { ...state.aliases, current };
  return {
    name,
    ...(newest > 0 && { current }),
    ...(pending !== undefined && { pending }),
    versions: [
      ...(pending === undefined
        ? []
        : [{ version: pending, state: "enabled" as const, labels: ["pending"] }]),
      ...found.map((version) => versionOf(version, labels)),
    ],
    annotations: state.annotations,
    etag: state.etag,
  };
}

/** A repeated put comes soon after the first or never; annotations have 16 KiB in all. */
const MOST_PUTS = 20;

function putIn(text: string): [key: string, version: string][] {
  const [key = "", version = ""] = text.split(":");
  return key !== "" && version !== "" ? [[key, version]] : [];
}

function pendingIn(text = ""): PendingVersion | undefined {
  const [, version = "", keptAs = "", key = ""] = /^(\d+):(\d+):(.+)$/.exec(text) ?? [];
  return version === "" ? undefined : { version, keptAs, key };
}

function claimIn(text = ""): Claim | undefined {
  const [, version = "", until = "", id = ""] = /^(\d+):(\d+):(.+)$/.exec(text) ?? [];
  return version === "" ? undefined : { version, id, untilMs: Number(until) };
}

function versionOf(
  { name, state, createTime }: Version,
  aliases: SecretState["aliases"],
): VersionDescription {
  const version = lastPart(name);
  return {
    version,
    state: stateName(state),
    labels: Object.keys(aliases).filter((alias) => aliases[alias] === version),
    ...(createTime && { createdAt: new Date(Number(createTime.seconds) * 1000) }),
  };
}

/** By name over gRPC, by number over REST. */
const STATES: ReadonlyMap<string, VersionDescription["state"]> = new Map([
  ["ENABLED", "enabled"],
  ["1", "enabled"],
  ["DESTROYED", "destroyed"],
  ["3", "destroyed"],
]);

export function stateName(state: Version["state"]): VersionDescription["state"] {
  return STATES.get(String(state)) ?? "disabled";
}
