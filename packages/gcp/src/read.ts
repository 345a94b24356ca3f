import {
  type CallContext,
  formatRef,
  Secret,
  type SecretRecord,
  type SecretRef,
  textOrBytes,
} from "@confide/core/adapter";
import type { protos } from "@google-cloud/secret-manager";

import { oneAttempt, type Session } from "./client.ts";
import { crc32c } from "./crc32c.ts";
import { Code, codeOf, failed, failureOf, malformed, textOf } from "./errors.ts";
import { lastPart, refusalOf, siblingOf } from "./names.ts";
import { secretCalls } from "./secret-calls.ts";
import { stateName } from "./state.ts";

export const ACCESSOR = "roles/secretmanager.secretAccessor";

/** Reads one secret. Names that Secret Manager would refuse never open a session. */
export async function getSecret(
  open: () => Promise<Session>,
  ref: SecretRef,
  context: CallContext,
): Promise<SecretRecord> {
  const refusal = refusalOf(ref);
  if (refusal) throw refusal;
  let resource = `secrets/${ref.name}`;
  try {
    const session = await open();
    resource = `${session.parent}/${resource}`;
    return await recordIn(session, ref, context);
  } catch (error) {
    throw failureOf(error, { ref: formatRef(ref), resource, needs: ACCESSOR, context });
  }
}

/** The newest version is the current one. One that isn't there yet may wait in the sibling. */
async function recordIn(session: Session, ref: SecretRef, context: CallContext): Promise<SecretRecord> {
  const { name, version = "latest" } = ref;
  try {
    return await access(session, { name, version }, formatRef(ref), context);
  } catch (error) {
    if (codeOf(error) !== Code.notFound || !/^\d+$/.test(version)) throw error;
    // A reader of the secret may have no permission for its record.
    const waiting = await waitingValue(session, { name, version }, context).catch(unlessHidden);
    if (!waiting) throw error;
    return waiting;
  }
}

/** What may pass is thrown: a value that waits would be taken for one that is gone. */
function unlessHidden(error: unknown): undefined {
  const code = codeOf(error);
  if (code !== Code.notFound && code !== Code.permissionDenied) throw error;
}

async function waitingValue(
  session: Session,
  { name, version }: Required<Pick<SecretRef, "name" | "version">>,
  context: CallContext,
): Promise<SecretRecord | undefined> {
  const { pending } = await secretCalls(session, name, context).get();
  if (pending?.version !== version) return undefined;
  const ref = { name: siblingOf(name), version: pending.keptAs };
  return { ...(await access(session, ref, formatRef(ref), context)), version };
}

async function access(
  session: Session,
  { name: id, version }: Required<Pick<SecretRef, "name" | "version">>,
  text: string,
  context: CallContext,
): Promise<SecretRecord> {
  const name = `${session.parent}/secrets/${id}/versions/${version}`;
  try {
    const [answer] = await session.client.accessSecretVersion({ name }, oneAttempt(session, context));
    return recordOf(answer, { id, version }, text);
  } catch (error) {
    if (codeOf(error) !== Code.failedPrecondition) throw error;
    throw failed(await versionStateOf(session, name, error, context), text, error);
  }
}

type Accessed = protos.google.cloud.secretmanager.v1.IAccessSecretVersionResponse;

function recordOf(
  { name, payload }: Accessed,
  asked: { readonly id: string; readonly version: string },
  ref: string,
): SecretRecord {
  const version = lastPart(name);
  if (!/^\d+$/.test(version)) throw malformed(ref, "without a version");
  // What stands between may mix answers up.
  const isAsked = !/^\d+$/.test(asked.version) || version === asked.version;
  if (!isAsked || !name?.includes(`/secrets/${asked.id}/versions/`))
    throw malformed(ref, "with another secret or version than was asked for");
  const data = typeof payload?.data === "string" ? Buffer.from(payload.data, "base64") : payload?.data;
  if (!data) throw malformed(ref, "without a payload");
  // Secret Manager gives a checksum with every payload; one that lacks it has been through other hands.
  if (String(payload?.dataCrc32c) !== String(crc32c(data)))
    throw malformed(ref, "with a payload that doesn't fit its checksum");
  return { value: new Secret(textOrBytes(data)), version };
}

/**
 * Disabled and destroyed have the same code, so the error's message decides. The version's state would say it too, but
 * needs a permission that reading doesn't.
 */
async function versionStateOf(
  session: Session,
  name: string,
  error: unknown,
  context: CallContext,
): Promise<"disabled" | "destroyed"> {
  const named = /is in (DISABLED|DESTROYED) state/.exec(textOf(error))?.[1];
  if (named !== undefined) return named === "DESTROYED" ? "destroyed" : "disabled";
  const found = await session.client
    .getSecretVersion({ name }, oneAttempt(session, context))
    .catch(() => undefined);
  return stateName(found?.[0].state) === "destroyed" ? "destroyed" : "disabled";
}
