import type { SecretProperties } from "@azure/keyvault-secrets";

/** Tags of a version that mean something here; all others are the owner's, or annotations. */
export const TAGS = {
  /** Of the put that made it. */
  key: "confide-key",
  /** What it was called before it was made current. */
  version: "confide-version",
  /** On the sibling's versions, so that they are taken for no secrets of their own. */
  sibling: "confide-sibling",
  /** On those of the sibling's versions that hold a value. */
  staged: "confide-staged",
  /** As `az keyvault secret` says it. */
  encoding: "file-encoding",
} as const;

/** How many Key Vault takes. */
export const MOST_TAGS = 15;

/** How many characters of one it takes. */
export const LONGEST_TAG = 256;

/** The tags without our own. */
export function notesIn<T extends string | null = string>(
  tags: Readonly<Record<string, T>> = {},
): Record<string, T> {
  const own: readonly string[] = Object.values(TAGS);
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !own.includes(tag)));
}

/** A version's own id, or what it was called before `promote` made it current under another. */
export function versionOf({ version, tags }: SecretProperties): string {
  return tags?.[TAGS.version] ?? version ?? "";
}
