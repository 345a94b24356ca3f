import { jittered } from "../stores/cache/cache-options.ts";

/**
 * When a live configuration looks first: a deployment starts many processes at once, and must not have them look at once
 * for ever after.
 */
export function firstLookMs(nowMs: number, everyMs: number, random: () => number): number {
  return nowMs + everyMs * random();
}

/** From start to start, so that a slow look doesn't put off the next. */
export function nextLookMs(lastMs: number, nowMs: number, everyMs: number, random: () => number): number {
  return Math.max(nowMs, lastMs + jittered(everyMs, random));
}
