import type { SecretDescription } from "@confide/core/adapter";

type Change = Partial<SecretDescription>;

/** What the store shows once notes are written; `null` takes one away. */
export function afterNotes(
  { annotations }: SecretDescription,
  patch: Readonly<Record<string, string | null>>,
): Change {
  const notes = Object.entries({ ...annotations, ...patch });
  return {
    annotations: Object.fromEntries(notes.filter((note): note is [string, string] => note[1] !== null)),
  };
}

/** One that an earlier put has made keeps its date, of which its grace counts. */
export function afterPut({ versions }: SecretDescription, version: string): Change {
  const isThere = versions.some((each) => each.version === version);
  const made = { version, state: "enabled" as const, labels: [] };
  return { pending: version, versions: isThere ? versions : [...versions, made] };
}

export function afterPromote({ pending }: SecretDescription, version: string): Change {
  return { current: version, ...(pending === version && { pending: undefined as never }) };
}

export function afterRetire({ versions, pending }: SecretDescription, version: string): Change {
  const left = versions.map((each) =>
    each.version === version ? { ...each, state: "disabled" as const } : each,
  );
  return { versions: left, ...(pending === version && { pending: undefined as never }) };
}
