import type { KeyObject } from "node:crypto";

import { builtin } from "../builtin.ts";
import { fingerprint, fingerprintUnder } from "../fingerprint.ts";

/** An event as JSON, its fingerprints under this key. `undefined` for what is none: anybody may publish on a channel. */
export function eventLine(event: unknown, key: KeyObject | undefined): string | undefined {
  if (typeof event !== "object" || event === null || !("event" in event)) return undefined;
  try {
    const json: string | undefined = JSON.stringify(key === undefined ? event : underKey(event, key));
    return json?.startsWith("{") ? json : undefined;
  } catch {
    return undefined;
  }
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
