import {
  type CallContext,
  formatRef,
  Secret,
  type SecretRecord,
  type SecretRef,
  textOrBytes,
} from "@confide/core/adapter";
import type { protos } from "@google-cloud/secret-manager";

import { bareAbsence } from "./bare-absence.ts";
import { type CallOptions, oneAttempt, type Session } from "./client.ts";
import { crc32c } from "./crc32c.ts";
import { Code, codeOf, failed, failureOf, isAbsence, malformed, textOf } from "./errors.ts";
import { lastPart, refusalOf } from "./names.ts";
import { stateName } from "./state.ts";

export const ACCESSOR = "roles/secretmanager.secretAccessor";

/** Reads one secret. Names that Secret Manager would refuse never open a session. */
export async function getSecret(
  open: () => Promise<Session>,
  ref: SecretRef,
  context: CallContext,
  /** Names that were found to have an alias `current`: these take one call from then on. */
  aliased: Set<string> = new Set(),
): Promise<SecretRecord> {
  const refusal = refusalOf(ref);
  if (refusal) throw refusal;
  let resource = `secrets/${ref.name}`;
  try {
    const session = await open();
    resource = `${session.parent}/${resource}`;
    return await recordIn(session, ref, context, aliased);
  } catch (error) {
    throw failureOf(error, { ref: formatRef(ref), resource, needs: ACCESSOR, context });
  }
}

/**
 * Without a version, it reads the one that the alias `current` names, or the newest one if there is no such alias.
 * `latest` is the newest version in any state, so it would show a version that rotation holds back.
 */
async function recordIn(
  session: Session,
  ref: SecretRef,
  context: CallContext,
  aliased: Set<string>,
): Promise<SecretRecord> {
  if (ref.version !== undefined) return access(session, ref, ref.version, context);
  const newest = aliased.has(ref.name) ? undefined : newestOf(session, ref, context);
  try {
    const current = await access(session, ref, "current", context, bareAbsence);
    aliased.add(ref.name);
    newest?.giveUp();
    return current;
  } catch (error) {
    // The name has been checked, so an invalid argument could only be the alias.
    if (isAbsence(codeOf(error))) {
      aliased.delete(ref.name);
      return (await newest?.record) ?? access(session, ref, "latest", context);
    }
    newest?.giveUp();
    throw error;
  }
}

/**
 * `latest`, asked for before it is known to be wanted: most secrets have no alias, and would cost the way there twice. It
 * goes out first, as an alias is always made before the version that it keeps from sight.
 */
function newestOf(session: Session, ref: SecretRef, context: CallContext) {
  const enough = new AbortController();
  const signal = AbortSignal.any([context.signal, enough.signal]);
  const record = access(session, ref, "latest", { ...context, signal });
  record.catch(() => {}); // nobody's failure, as long as it isn't wanted
  return { record, giveUp: () => enough.abort("not wanted") };
}

async function access(
  session: Session,
  ref: SecretRef,
  version: string,
  context: CallContext,
  adapted: (options: CallOptions) => CallOptions = (options) => options,
) {
  const name = `${session.parent}/secrets/${ref.name}/versions/${version}`;
  const text = formatRef(ref);
  try {
    const options = adapted(oneAttempt(session, context));
    const [answer] = await session.client.accessSecretVersion({ name }, options);
    return recordOf(answer, text);
  } catch (error) {
    if (codeOf(error) !== Code.failedPrecondition) throw error;
    throw failed(await versionStateOf(session, name, error, context), text, error);
  }
}

type Accessed = protos.google.cloud.secretmanager.v1.IAccessSecretVersionResponse;

function recordOf({ name, payload }: Accessed, ref: string): SecretRecord {
  const version = lastPart(name);
  if (!/^\d+$/.test(version)) throw malformed(ref, "without a version");
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
