import { type Clock } from "@confide/core";
import {
  asError,
  type CallContext,
  getOutcomes,
  isSourceError,
  type SecretDescription,
  SourceError,
  type WritableSecretStore,
} from "@confide/core/adapter";

import type { Key, KeyMatch } from "./accepted-keys.ts";
import { hasNoValue } from "../calls.ts";
import type { IssuerValue } from "../issuers/issuer.ts";
import { LONGEST_SINCE_MS } from "../state/plausible.ts";
import {
  contextOf,
  isGone,
  type RotationState,
  rotationStateOf,
  type StateContext,
  versionOf,
} from "../state/rotation-state.ts";
import type { StoreClock } from "../state/store-clock.ts";
import type { RotatedSecret } from "../rotated-secret.ts";

export interface KeySource {
  readonly store: WritableSecretStore;
  readonly name: string;
  readonly secret: RotatedSecret;
  readonly clock: Clock;
  readonly time: StoreClock;
  readonly timeoutMs: number;
  readonly longestGraceMs: number;
}

/** Every key that is good now: the current one first. Two calls, however many there are. */
export async function acceptedVersions(source: KeySource): Promise<readonly Key[]> {
  const { timeoutMs } = source;
  const signal = AbortSignal.timeout(timeoutMs);
  const context = { signal, deadlineMs: Date.now() + timeoutMs, attempt: 1 };
  // Also where the store goes on for ever: all who wait for this look would.
  const looking = lookFor(source, context).catch((error: unknown) => {
    throw asError(error, source.store.name, source.name);
  });
  return Promise.race([looking, timedOut(source, signal)]);
}

async function timedOut({ store, name, timeoutMs }: KeySource, signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { once: true });
  });
  const message = `${store.name} did not answer within ${timeoutMs} ms`;
  throw new SourceError({ reason: "timeout", message, store: store.name, ref: name });
}

async function lookFor(source: KeySource, context: CallContext): Promise<readonly Key[]> {
  const { store, clock, time } = source;
  const { name, partOf } = source.secret;
  await time.ask();
  const calledMs = clock.now();
  const description = await store.describe(name, context);
  time.saw(description, calledMs, clock.now());
  const wanted = wantedIn(description, store, { ...contextOf(source), latestMs: time.latestMs() });
  const refs = wanted.map(({ version }) => ({ name, version }));
  const outcomes = await getOutcomes(store, refs, context);
  return wanted.flatMap(({ version, endsMs }, index) => {
    const outcome = outcomes[index];
    if (outcome?.value) {
      const whole = outcome.value.value;
      const part = index === 0 ? partOf(whole, PURPOSE) : unlessMalformed(() => partOf(whole, PURPOSE));
      return part ? acceptedKey({ version, current: index === 0 }, part, endsMs) : [];
    }
    // An older one may have been taken out of use since; the current one must be there.
    if (index > 0 && outcome && hasNoValue(outcome.error)) return [];
    throw (
      outcome?.error ?? new SourceError({ reason: "malformed", message: `${store.name} gave no outcome` })
    );
  });
}

const PURPOSE = "verification";

/** An older version without the property has no key; that must not keep the current one from being accepted. */
function unlessMalformed<T>(part: () => T): T | undefined {
  try {
    return part();
  } catch (error) {
    if (isSourceError(error) && error.reason === "malformed") return undefined;
    throw error;
  }
}

interface AcceptedVersion {
  readonly version: string;
  readonly endsMs?: number;
}

function wantedIn(
  description: SecretDescription,
  { name: store }: WritableSecretStore,
  context: StateContext,
): readonly AcceptedVersion[] {
  const { name, current, pending } = description;
  if (current === undefined)
    throw new SourceError({
      reason: "not-found",
      message: `${store} has no current version of ${name}`,
      store,
      ref: name,
    });
  const graced = gracedIn(rotationStateOf(description, current, context), context);
  return [
    { version: current },
    ...graced.filter(({ version }) => version !== current && version !== pending),
  ];
}

/** Those of a rotation that was promoted a moment ago are good too, though nobody has written down yet until when. */
function gracedIn(
  { promoted, graces, description }: RotationState,
  context: StateContext,
): readonly AcceptedVersion[] {
  const { versions } = description;
  return [
    ...promoted.flatMap(({ base, to, graceMs }) => {
      if (isGone(base, versions, context)) return [];
      const madeMs = versionOf(versions, to)?.createdAt?.getTime();
      return { version: base, ...(madeMs !== undefined && { endsMs: madeMs + graceMs + LONGEST_SINCE_MS }) };
    }),
    ...graces.flatMap((grace) => (grace.isGone ? [] : { version: grace.note.base, endsMs: grace.endsMs })),
  ];
}

function acceptedKey(match: KeyMatch, value: IssuerValue, endsMs: number | undefined): Key {
  return { value, ...(endsMs !== undefined && { endsMs }), match: Promise.resolve(Object.freeze(match)) };
}
