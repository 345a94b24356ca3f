import type { KeyObject } from "node:crypto";

import { builtin } from "../util/builtin.ts";
import { fingerprint, fingerprintUnder } from "../secret/fingerprint.ts";

/** An event as JSON, its fingerprints under this key. `undefined` for what is none: anybody may publish on a channel. */
export function eventLine(event: unknown, key: KeyObject | undefined): string | undefined {
  try {
    const told = asEvent(event);
    return told && JSON.stringify(key === undefined ? told : underKey(told, key));
  } catch {
    return undefined;
  }
}

interface EventFields extends Readonly<Record<string, unknown>> {
  readonly event: string;
}

/** Plain, and without the fields that only the file itself sets. A `toJSON` may say something else, and is asked first. */
function asEvent(event: unknown): EventFields | undefined {
  if (typeof event !== "object" || event === null) return undefined;
  const isOdd = "toJSON" in event || OWN_FIELDS.some((name) => name in event);
  const shown: unknown = isOdd ? JSON.parse(JSON.stringify(event)) : event;
  if (typeof shown !== "object" || shown === null) return undefined;
  const told = isOdd ? without(shown, OWN_FIELDS) : shown;
  return "event" in told && typeof told.event === "string" ? (told as EventFields) : undefined;
}

const OWN_FIELDS = ["n", "prev", "hash"];

function without(object: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** Who writes from here on. Of its arguments only the program: others may be secrets. */
export function openingLine(tornBytes: number, key: KeyObject | undefined): string {
  return JSON.stringify({
    event: "open",
    time: new Date().toISOString(),
    host: builtin("node:os").hostname(),
    pid: process.pid,
    user: process.getuid?.(),
    program: process.argv[1],
    // The same for the same key: such fingerprints compare.
    key: key === undefined ? "random" : fingerprint("confide audit key", key),
    ...(tornBytes > 0 && { tornBytes }),
  });
}

function underKey(event: object, key: KeyObject): object {
  const { settings } = event as { settings?: unknown };
  return {
    ...event,
    ...(Array.isArray(settings) && {
      settings: settings.map((each: unknown) =>
        typeof each === "object" && each !== null ? underKey(each, key) : each,
      ),
    }),
    fingerprint: fingerprintUnder(key, event),
  };
}
