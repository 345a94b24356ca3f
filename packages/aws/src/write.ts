import {
  type CallContext,
  checkNotes,
  checkPut,
  ignore,
  type Secret,
  type WritableSecretStore,
} from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";
import { KIND } from "./classify.ts";
import { failure } from "./errors.ts";
import { moveLabel, removeLabel } from "./label.ts";
import { checkName } from "./names.ts";
import { tagKeyOf, tagOf } from "./notes.ts";
import { putAnyway, putExpecting, putFirst } from "./put.ts";
import { CURRENT, currentIn, PENDING, versionsOf } from "./versions.ts";

const LARGEST_BYTES = 65_536;

/** Changes of secrets. Each may be repeated after a failure. */
export function writer(
  aws: AwsCalls,
): Pick<WritableSecretStore, "put" | "promote" | "annotate" | "retire" | "delete"> {
  /** AWS guards the move of a label by itself. Only where it refuses there is something to be looked for. */
  async function isMoved(name: string, to: string, from: string, context: CallContext): Promise<boolean> {
    try {
      await moveLabel(aws, name, CURRENT, { from, to }, context);
    } catch (error) {
      return ignore("conflict", "not-found", "invalid-ref")(error) ?? false;
    }
    // AWS would leave it there, where it would look pending again once another version is current.
    await removeLabel(aws, name, PENDING, to, context);
    return true;
  }

  return {
    async put(name, value, options, context) {
      checkPut(KIND, value, options);
      checkName(name);
      checkSize(name, value);
      const { expect } = options;
      const put = { aws, name, value, context, ...options };
      if (expect === undefined) await putAnyway(put);
      else if (expect === "none") await putFirst(put);
      else await putExpecting(put, expect);
      return { version: options.idempotencyKey };
    },

    async promote(name, version, { expectCurrent }, context) {
      checkName(name);
      if (expectCurrent !== "none" && (await isMoved(name, version, expectCurrent, context))) return;
      const versions = await versionsOf(aws, name, context);
      const promoted = versions.find(({ id }) => id === version);
      if (!promoted) throw failure("not-found", `${name}?version=${version}`, "no such version");
      if (currentIn(versions) !== version) {
        const from = expectCurrent === "none" ? undefined : expectCurrent;
        if (currentIn(versions) !== from) throw failure("conflict", name, "another version is current");
        await moveLabel(aws, name, CURRENT, { from, to: version }, context);
      }
      if (promoted.labels.includes(PENDING)) await removeLabel(aws, name, PENDING, version, context);
    },

    /** Tags have no guard: `expect` could only be what describe() gave, and it gives none. */
    async annotate(name, patch, _options, context) {
      checkNotes(KIND, patch);
      checkName(name);
      await writeNotes(aws, name, patch, context);
    },

    /** AWS deletes no version. One without labels is found by its id only, and goes when AWS needs the room. */
    async retire(name, version, context) {
      checkName(name);
      const versions = await versionsOf(aws, name, context);
      if (currentIn(versions) === version)
        throw failure("conflict", name, "the current version is not retired");
      const labels = versions.find(({ id }) => id === version)?.labels ?? [];
      for (const label of labels) await removeLabel(aws, name, label, version, context);
    },

    /** As AWS does it by default: nobody can read it from now on, and for 30 days it can be restored. */
    async delete(name, context) {
      checkName(name);
      const deleting = aws.call({ action: "DeleteSecret", name }, context, ({ client, sdk }, options) =>
        client.send(new sdk.DeleteSecretCommand({ SecretId: name }), options),
      );
      await deleting.catch(ignore("not-found", "disabled"));
    },
  };
}

async function writeNotes(
  aws: AwsCalls,
  name: string,
  patch: Readonly<Record<string, string | null>>,
  context: CallContext,
): Promise<void> {
  const notes = Object.entries(patch);
  const Tags = notes.flatMap(([note, text]) => (text === null ? [] : tagOf(name, note, text)));
  const TagKeys = notes.flatMap(([note, text]) => (text === null ? tagKeyOf(note) : []));
  if (Tags.length > 0)
    await aws.call({ action: "TagResource", name }, context, ({ client, sdk }, options) =>
      client.send(new sdk.TagResourceCommand({ SecretId: name, Tags }), options),
    );
  if (TagKeys.length > 0)
    await aws.call({ action: "UntagResource", name }, context, ({ client, sdk }, options) =>
      client.send(new sdk.UntagResourceCommand({ SecretId: name, TagKeys }), options),
    );
}

/** Refused here, since AWS's own refusal repeats the value. */
function checkSize(name: string, value: Secret<string | Uint8Array>): void {
  const revealed = value.reveal("put");
  const size = typeof revealed === "string" ? new TextEncoder().encode(revealed).length : revealed.length;
  if (size > LARGEST_BYTES) throw failure("too-large", name, `a value has at most ${LARGEST_BYTES} bytes`);
  if (size === 0) throw failure("unknown", name, "AWS keeps no empty value");
}
