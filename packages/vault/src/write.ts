import {
  type CallContext,
  checkNotes,
  checkPut,
  ignore,
  type PromoteOptions,
  type PutOptions,
  type Secret,
  type SecretDescription,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { type Content, dataOf, sameData, withBecomes } from "./content.ts";
import { describeSecret, type Metadata, metadataOf } from "./describe.ts";
import { failure, KIND } from "./errors.ts";
import { casOf, isSamePut, mustBeVersion2, otherCurrent } from "./guards.ts";
import type { Mount } from "./mount.ts";
import { apiPath, versionNumber } from "./names.ts";
import { PENDING, readData, readOwnPending, readPending, readStored, unlessGone } from "./read.ts";
import { type Fields, unwrapped } from "./reply.ts";
import type { Session } from "./session.ts";

export interface WriteOptions {
  readonly session: Session;
  readonly mount: Mount;
}

type Writes = Omit<WritableSecretStore, "name" | "limits" | "get" | "getMany" | "policy" | "close" | "list">;

/** Rotation's writes, on KV v2. A pending value is kept in a sibling secret, `<name>.pending`, until it is promoted. */
export function writing(options: WriteOptions): Writes {
  const { session, mount } = options;

  /** KV's check-and-set: the number of the current version, 0 for none, nothing for any. */
  async function write(
    name: string,
    data: Fields,
    cas: number | undefined,
    context: CallContext,
  ): Promise<number> {
    const path = apiPath(mount.path, "data", name);
    const body = { data, ...(cas !== undefined && { options: { cas } }) };
    return Number(unwrapped(await session.call({ method: "POST", path, body, context }), path)["version"]);
  }

  async function forget(name: string, context: CallContext): Promise<void> {
    const path = apiPath(mount.path, "metadata", name);
    await unlessGone(session.call({ method: "DELETE", path, context }));
  }

  async function forgetPending(name: string, context: CallContext): Promise<void> {
    if (await readPending(name, options, context)) await forget(name + PENDING, context);
  }

  async function putCurrent(name: string, data: Fields, expect: string | undefined, context: CallContext) {
    const before = await unlessGone(readStored(name, undefined, options, context));
    if (before && isSamePut(name, before.data, data)) return before.version;
    return write(name, data, expect === undefined ? undefined : casOf(name, expect), context);
  }

  /** Its number is known beforehand: `promote` writes it only if nothing else came after the version that is current now. */
  async function putPending(name: string, data: Fields, expect: string | undefined, context: CallContext) {
    const [pending, metadata] = await Promise.all([
      readOwnPending(name, options, context),
      unlessGone(metadataOf(name, options, context)),
    ]);
    const current = metadata?.current ?? 0;
    const isStale = pending === undefined || Number(pending.version) <= current;
    if (!isStale && isSamePut(name, pending.data, data)) return Number(pending.version);
    if (expect !== undefined && casOf(name, expect) !== current) throw otherCurrent(name);
    await write(name + PENDING, withBecomes(data, current + 1), pending?.storedAs ?? 0, context);
    return current + 1;
  }

  async function promote(name: string, version: string, expectCurrent: string, context: CallContext) {
    const number = versionNumber(version, name);
    const cas = casOf(name, expectCurrent);
    const pending = await readPending(name, options, context);
    const waiting = pending?.version === version ? pending : undefined;
    if (!waiting || !(await isFirst(write(name, waiting.data, cas, context)))) {
      const current = await unlessGone(readStored(name, undefined, options, context));
      const isDone = current?.version === number && (!waiting || sameData(current.data, waiting.data));
      if (!isDone && (current?.version ?? 0) !== cas) throw otherCurrent(name);
      if (!isDone)
        await write(name, (await readData({ name, version }, options, context)).data, cas, context);
    }
    if (waiting) await forget(name + PENDING, context);
  }

  async function retire(name: string, version: string, context: CallContext) {
    const number = versionNumber(version, name);
    const { current } = await metadataOf(name, options, context);
    if (current === number)
      throw failure("conflict", `${version} is the current version of ${name}`, { ref: name });
    if (number > current) return forgetPending(name, context);
    const path = apiPath(mount.path, "destroy", name);
    await session.call({ method: "POST", path, body: { versions: [number] }, context });
  }

  async function annotate(
    name: string,
    patch: Readonly<Record<string, string | null>>,
    expect: string | undefined,
    context: CallContext,
  ) {
    const before: Metadata | undefined =
      expect === undefined ? undefined : await metadataOf(name, options, context);
    if (before && before.etag !== expect)
      throw failure("conflict", `${name} was changed since`, { ref: name });
    const path = apiPath(mount.path, "metadata", name);
    const body = {
      custom_metadata: patch,
      ...(before?.casField !== undefined && { metadata_cas: before.casField }),
    };
    await session.call({ method: "PATCH", path, body, context });
  }

  return {
    // Of `custom_metadata`.
    writes: { cas: "version", pending: "sibling", retire: "destroy" },
    longestNote: 512,
    async describe(name, context): Promise<SecretDescription> {
      await mustBeVersion2(name, mount, context);
      return describeSecret(name, options, context);
    },
    async put(name: string, value: Secret<Content>, given: PutOptions, context) {
      checkPut(KIND, value, given);
      const { idempotencyKey, stage, expect } = given;
      await mustBeVersion2(name, mount, context);
      const data = dataOf(value, idempotencyKey);
      const version = await (stage === "current" ? putCurrent : putPending)(name, data, expect, context);
      return { version: String(version) };
    },
    async promote(name, version, { expectCurrent }: PromoteOptions, context) {
      await mustBeVersion2(name, mount, context, version);
      await promote(name, version, expectCurrent, context);
    },
    async annotate(name, patch, { expect }, context) {
      checkNotes(KIND, patch);
      await mustBeVersion2(name, mount, context);
      await annotate(name, patch, expect, context);
    },
    async retire(name, version, context) {
      await mustBeVersion2(name, mount, context, version);
      await retire(name, version, context);
    },
    async delete(name, context) {
      await mustBeVersion2(name, mount, context);
      await forgetPending(name, context);
      await forget(name, context);
    },
  };
}

/** Whether a guarded write was made: `false` where something else was there already. */
async function isFirst(written: Promise<number>): Promise<boolean> {
  return written.then(
    () => true,
    (error: unknown) => ignore("conflict")(error) ?? false,
  );
}
