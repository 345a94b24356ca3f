import type { Answer, CacheWorld, CallSeen } from "./cache-world.ts";
import { NEGATIVE_MS, STALE_MS, TTL_MS } from "./cache-world.ts";

const LONGEST_FRESH_MS = TTL_MS * 1.1;
const SHORTEST_FRESH_MS = TTL_MS * 0.9;

/** What the cache promises, as a look at what it was given, and gave: each rule a sentence where it is broken. */
export function brokenRules(world: CacheWorld): string[] {
  const broken = world.answers.flatMap((answer) => [...brokenBy(world, answer)]);
  if (world.overlaps > 0) broken.push("two calls for one secret at once");
  return [...broken, ...world.calls.flatMap((call) => [...brokenByCall(world, call)])];
}

function* brokenBy(world: CacheWorld, answer: Answer): Iterable<string> {
  const { key, atMs, outcome } = answer;
  const ended = world.calls.filter(
    (call) =>
      call.key === key && call.outcome && (call.endMs ?? Infinity) <= atMs && call.order <= answer.order,
  );
  if (outcome.error) {
    const last = ended.findLast((call) => call.outcome?.error === outcome.error);
    const isHeld = !outcome.error.retryable && outcome.error.reason !== "aborted";
    if (isHeld && !(last && atMs - (last.endMs ?? 0) <= NEGATIVE_MS))
      yield "a refusal that is older than it may be";
    return;
  }
  const { version, value } = outcome.value;
  if (!value.equals(`${key.split("?")[0]} ${version}`)) yield "a value with another's version";
  const from = ended.findLast((call) => call.outcome?.value === outcome.value);
  if (!from) {
    yield "a value that no call brought";
    return;
  }
  const since = world.calls.filter(
    (call) => call.key === key && call.order > from.order && call.order <= answer.order,
  );
  if (since.some((call) => isRefusal(call) && isBefore(call, answer))) yield "a value after a refusal";
  if (since.some((call) => call.outcome?.value && isBefore(call, answer)))
    yield "an older value after a newer one";
  const ageMs = atMs - from.startMs;
  if (ageMs > LONGEST_FRESH_MS + STALE_MS) yield "a value past its last bound";
  const hasTrouble = since.some((call) => isTrouble(call, atMs));
  if (ageMs > LONGEST_FRESH_MS + TTL_MS && !hasTrouble) yield "a value past its bound, with the store well";
  yield* brokenInvalidation(world, answer, from);
}

function* brokenInvalidation(world: CacheWorld, answer: Answer, from: CallSeen): Iterable<string> {
  const { key, atMs, outcome } = answer;
  const name = key.split("?")[0];
  const ignored = world.invalidations.find(
    (each) =>
      each.name === name &&
      (each.version === undefined ||
        (each.version === outcome.value?.version && (from.endMs ?? 0) < each.atMs)) &&
      each.order >= from.order &&
      each.atMs < atMs,
  );
  // Forced reads are a second apart: until then what the last of them brought still stands.
  const isRecent = world.calls.some((call) => call.key === key && call.startMs > atMs - 1_000);
  if (ignored && !isRecent) yield "a value that was invalidated";
}

function* brokenByCall(world: CacheWorld, call: CallSeen): Iterable<string> {
  const before = world.calls.filter(({ key, order }) => key === call.key && order < call.order);
  const last = before.at(-1);
  if (!last) return;
  const name = call.key.split("?")[0];
  const isForced = world.invalidations.some(
    (each) => each.name === name && each.order >= last.order && each.order < call.order,
  );
  const { value, error } = last.outcome ?? {};
  const gapMs = call.startMs - last.startMs;
  if (value && !isForced && gapMs < SHORTEST_FRESH_MS) yield "a call for what is fresh";
  if (error && !error.retryable && !isForced && call.startMs - (last.endMs ?? 0) < NEGATIVE_MS)
    yield "a call for what was just refused";
  const waitMs = Math.min(error?.retryAfterMs ?? 0, TTL_MS);
  if (error?.retryable && call.startMs - (last.endMs ?? 0) < waitMs) yield "a call before the store said";
  const forced = world.invalidations.filter((each) => each.name === name).length;
  const inASecond = before.filter(({ startMs }) => call.startMs - startMs < 1_000).length;
  if (forced > 0 && value && inASecond > 1 && isForced) yield "more than one forced read a second";
}

/** What a call brought was known when the answer was given. */
function isBefore({ endMs = Infinity, endTick = Infinity }: CallSeen, { atMs, beginTick }: Answer): boolean {
  return endTick < beginTick || endMs < atMs;
}

/** No answer for a second, or none at all not long ago. */
function isTrouble({ startMs, endMs = Infinity, outcome }: CallSeen, atMs: number): boolean {
  return endMs > atMs ? atMs - startMs >= 1_000 : !outcome?.value && endMs >= atMs - TTL_MS;
}

function isRefusal({ outcome }: CallSeen): boolean {
  return outcome?.error !== undefined && !outcome.error.retryable && outcome.error.reason !== "aborted";
}
