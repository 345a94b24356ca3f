import type { SecretProperties } from "@azure/keyvault-secrets";
import type { PutOptions, Secret } from "@confide/core/adapter";

import { failed } from "./errors.ts";
import { canonicalName, KIND, siblingOf, STAGED } from "./names.ts";
import type { Content, SecretCalls } from "./secret-calls.ts";
import { notesIn, TAGS, versionOf } from "./tags.ts";

/** One secret, and the sibling in which values wait and notes are kept. */
export interface Pair {
  readonly name: string;
  readonly secret: SecretCalls;
  readonly sibling: SecretCalls;
}

/**
 * A new version of the secret, or for a pending one, of its sibling.
 *
 * @param listed the versions that the one of the two has already
 */
export async function putVersion(
  { name, secret, sibling }: Pair,
  content: Content,
  { idempotencyKey, stage, expect }: PutOptions,
  listed: readonly SecretProperties[],
): Promise<string> {
  const current = await (stage === "current" ? secret.currentOf(listed) : secret.current());
  checkCurrent(name, current, expect);
  const tags = { ...content.tags, [TAGS.key]: idempotencyKey };
  if (stage === "current") return versionOf(await secret.set(carried(current, { ...content, tags })));
  const notes = notesIn(ownSibling(name, await sibling.currentOf(listed))?.tags);
  const { version } = await sibling.set({
    ...content,
    tags: { ...notes, ...tags, [TAGS.sibling]: name, [TAGS.staged]: "yes" },
  });
  return `${STAGED}${version}`;
}

/**
 * The sibling, if it is there. A secret of somebody's that happens to have its name is left as it is.
 *
 * @throws SourceError `conflict`
 */
export function ownSibling(name: string, beside: SecretProperties | undefined): SecretProperties | undefined {
  if (!beside || isSiblingOf(name, beside)) return beside;
  const place = siblingOf(name);
  throw failed(
    "conflict",
    name,
    `${place} is a secret of its own, in the place of the pending value of ${name}`,
  );
}

/** Whether it was made beside the secret, in whatever spelling that was named then. */
export function isSiblingOf(name: string, { tags }: SecretProperties): boolean {
  return canonicalName(tags?.[TAGS.sibling] ?? "") === canonicalName(name);
}

/** The version that a put with this key has made before. */
export function madeBefore(versions: readonly SecretProperties[], { idempotencyKey, stage }: PutOptions) {
  const made = versions.find(({ tags }) => tags?.[TAGS.key] === idempotencyKey);
  if (made === undefined || stage === "current") return made && versionOf(made);
  return `${STAGED}${made.version}`;
}

/** @throws SourceError `conflict` */
export function checkCurrent(name: string, current: SecretProperties | undefined, expected?: string): void {
  if (expected !== undefined && (current ? versionOf(current) : "none") !== expected)
    throw failed("conflict", name, `${name} has another current version than expected`);
}

/** What its owner has noted on the version before goes along. */
export function carried(before: SecretProperties | undefined, content: Content): Content {
  return {
    contentType: before?.contentType,
    ...content,
    tags: { ...notesIn(before?.tags), ...content.tags },
  };
}

const MOST_BYTES = 25_600;

/** Bytes are kept as `az keyvault secret set --encoding base64` keeps them. */
export function contentOf(name: string, value: Secret<string | Uint8Array>): Content {
  const revealed = value.reveal("put");
  const content =
    typeof revealed === "string"
      ? { value: revealed, tags: {} }
      : { value: Buffer.from(revealed).toString("base64"), tags: { [TAGS.encoding]: "base64" } };
  if (Buffer.byteLength(content.value) > MOST_BYTES)
    throw failed("too-large", name, `${KIND} does not take a value of more than 25 KB`);
  return content;
}
