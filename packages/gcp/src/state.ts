import type { SecretDescription, VersionDescription } from "@confide/core/adapter";
import type { protos } from "@google-cloud/secret-manager";

import { lastPart } from "./names.ts";

/** A secret's own record, without payloads, as far as a change needs it. */
export interface SecretState {
  readonly etag: string;
  /** Which version each alias names: `current`, `previous`, `pending`, and the owner's own. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Which version each of the last puts has made, by idempotency key. */
  readonly puts: ReadonlyMap<string, string>;
}

/** Holds `puts` on the service's side. */
export const PUTS = "confide-puts";

type Secret = protos.google.cloud.secretmanager.v1.ISecret;
export type Version = protos.google.cloud.secretmanager.v1.ISecretVersion;

export function stateOf({ etag, versionAliases, annotations }: Secret): SecretState {
  const { [PUTS]: puts, ...others } = annotations ?? {};
  return {
    etag: etag ?? "",
    aliases: Object.fromEntries(
      Object.entries(versionAliases ?? {}).map(([alias, version]) => [alias, String(version)]),
    ),
    annotations: others,
    puts: new Map((puts ?? "").split(" ").flatMap(putIn)),
  };
}

/** What `updateSecret` takes; both maps are replaced whole, so both are sent whole. */
export function fieldsOf({ etag, aliases, annotations, puts }: SecretState) {
  const kept = [...puts].slice(-MOST_PUTS).map((put) => put.join(":"));
  return {
    etag,
    versionAliases: aliases,
    annotations: { ...annotations, ...(kept.length > 0 && { [PUTS]: kept.join(" ") }) },
  };
}

/** The version that readers get, or `none`. */
export function currentOf({ aliases }: SecretState, newest: string | undefined): string {
  return aliases["current"] ?? newest ?? "none";
}

export function descriptionOf(
  name: string,
  state: SecretState,
  found: readonly Version[],
): SecretDescription {
  const versions = found.map((version) => versionOf(version, state.aliases));
  const numbers = versions.map(({ version }) => Number(version));
  const newest = numbers.length === 0 ? undefined : String(Math.max(...numbers));
  const current = currentOf(state, newest);
  const { pending } = state.aliases; // it stays when its version is destroyed
  const isPending = versions.some((each) => each.version === pending && each.state !== "destroyed");
  return {
    name,
    ...(current !== "none" && { current }),
    ...(pending !== undefined && isPending && { pending }),
    versions,
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
