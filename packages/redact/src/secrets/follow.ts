import { formatRef, type SecretRecord, type SecretRef } from "@confide/core/adapter";

import type { KnownSecrets } from "./known-secrets.ts";
import { isLive, isRecorded, type SecretsFrom } from "./sources.ts";
import { named, secretsIn } from "./secrets-in.ts";

/** A configuration that is loaded anew while the program runs: what `watchConfig` returns. */
export interface LiveSecrets {
  readonly current: object;
  readonly onChange: (listener: (change: { readonly current: object }) => void) => () => void;
}

/** A store that tells each record that it has or reads: what `cached` makes. */
export interface RecordedSecrets {
  readonly onRecord: (listener: (ref: SecretRef, record: SecretRecord) => void) => () => void;
}

/** Makes known what `from` holds now and what it comes to hold. Returns what ends that. */
export function follow(from: SecretsFrom, known: KnownSecrets, owner = "from"): () => void {
  if (isRecorded(from)) return followRecords(from, known, owner);
  if (isLive(from)) return followChanges(from, known, owner);
  known.replace(owner, secretsIn(from));
  if (!Array.isArray(from)) return () => {};
  const undos = from.map((each: unknown, index) =>
    isFollowed(each) ? follow(each, known, `${owner} ${index}`) : () => {},
  );
  return () => {
    for (const undo of undos) undo();
  };
}

function isFollowed(from: unknown): from is LiveSecrets | RecordedSecrets {
  return typeof from === "object" && from !== null && (isRecorded(from) || isLive(from));
}

function followChanges(live: LiveSecrets, known: KnownSecrets, owner: string): () => void {
  known.replace(owner, secretsIn(live.current));
  return live.onChange(({ current }) => {
    known.replace(owner, secretsIn(current));
  });
}

/** A new version takes the place of the one before it of the same name; one that was asked for by its version stays. */
function followRecords(store: RecordedSecrets, known: KnownSecrets, owner: string): () => void {
  return store.onRecord((ref, { value }) => {
    const name =
      ref.version === undefined
        ? formatRef({ name: ref.name })
        : formatRef({ name: ref.name, version: ref.version });
    const own = value.toString();
    known.replace(`${owner} ${name}`, [named(value, own === "[secret]" ? `[secret ${name}]` : own)]);
  });
}
