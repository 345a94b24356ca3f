import { Secret } from "@confide/core/adapter";

import { failure } from "./errors.ts";

/** What the file holds, once it is open: secrets by name. Values are `Secret`s as long as they are kept in memory. */
export type Document = ReadonlyMap<string, Entry>;

export interface Entry {
  readonly versions: readonly Version[];
  readonly current?: string;
  readonly previous?: string;
  readonly pending?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Another one after each change. */
  readonly etag: string;
}

export interface Version {
  readonly version: string;
  readonly state: "enabled" | "disabled" | "destroyed";
  readonly createdAt: string;
  /** Under which `put` made it. */
  readonly idempotencyKey: string;
  /** Nothing once it is destroyed. */
  readonly value?: Secret<string | Uint8Array>;
}

const FORMAT = "confide-local-store/1";
const OTHER_FILE = "name the file that localStore has written";
const STATES: ReadonlySet<unknown> = new Set(["enabled", "disabled", "destroyed"]);

/** As JSON: text as it is, bytes in base64. */
export function serialize(document: Document): string {
  const secrets = Array.from(document, ([name, entry]) => [
    name,
    { ...entry, versions: entry.versions.map(plainVersion) },
  ]);
  return JSON.stringify({ format: FORMAT, secrets: Object.fromEntries(secrets) as unknown }, undefined, 1);
}

function plainVersion({ value, ...version }: Version): object {
  const content = value && heldIn(value);
  if (content === undefined) return version;
  return typeof content === "string"
    ? { ...version, text: content }
    : { ...version, base64: Buffer.from(content).toString("base64") };
}

/** Each write keeps all secrets of the file anew: that is no use of them that an audit should know of. */
function heldIn(value: Secret<string | Uint8Array>): string | Uint8Array {
  let content: string | Uint8Array = "";
  value.map((held) => {
    content = held;
    return "";
  });
  return content;
}

/** What `serialize` wrote, or a hand with a text editor; nothing that it quotes gets into a message. */
export function parse(json: string, path: string): Document {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    throw failure("malformed", `what ${path} holds is no JSON`, { fix: OTHER_FILE });
  }
  if (!isRecord(content) || content["format"] !== FORMAT || !isRecord(content["secrets"]))
    throw failure("malformed", `what ${path} holds is not of the format ${FORMAT}`, { fix: OTHER_FILE });
  const entries = Object.entries(content["secrets"]);
  const document = new Map(
    entries.flatMap(([name, entry]) => (isEntry(entry) ? [[name, entryOf(entry)]] : [])),
  );
  if (document.size < entries.length)
    throw failure("malformed", `a secret in ${path} is not of the format ${FORMAT}`);
  return document;
}

interface PlainEntry extends Omit<Entry, "versions"> {
  readonly versions: readonly PlainVersion[];
}

interface PlainVersion extends Omit<Version, "value"> {
  readonly text?: string;
  readonly base64?: string;
}

function entryOf({ versions, ...entry }: PlainEntry): Entry {
  return {
    ...entry,
    versions: versions.map(({ text, base64, ...version }) => {
      const content =
        text ?? (base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, "base64")));
      return {
        ...version,
        ...(content !== undefined && { value: new Secret<string | Uint8Array>(content) }),
      };
    }),
  };
}

function isEntry(entry: unknown): entry is PlainEntry {
  return (
    isRecord(entry) &&
    Array.isArray(entry["versions"]) &&
    entry["versions"].every(isVersion) &&
    areTexts([entry["etag"]]) &&
    areTexts([entry["current"], entry["previous"], entry["pending"]].filter((each) => each !== undefined)) &&
    isRecord(entry["annotations"]) &&
    areTexts(Object.values(entry["annotations"]))
  );
}

function isVersion(version: unknown): boolean {
  if (!isRecord(version)) return false;
  const { version: id, state, createdAt, idempotencyKey, text, base64 } = version;
  const hasContent = areTexts([text ?? base64]);
  return (
    areTexts([id, createdAt, idempotencyKey]) && STATES.has(state) && hasContent === (state !== "destroyed")
  );
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
