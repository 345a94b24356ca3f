import { inspect } from "node:util";

import { sinks } from "./sinks.ts";
import type { Things } from "./targets.ts";
import { needlesOf, type Value } from "./values.ts";
import type { World } from "./world.ts";

/** What was written where. */
export type Written = readonly (readonly [sink: string, text: string])[];

/** Everything that a program could write of what an attack brought back. */
export function writtenOf(things: Things, names: readonly string[] = Object.keys(sinks)): Written {
  return names.map((name) => [name, things.map((thing) => printed(name, thing)).join("\n")]);
}

/** What was written while the attack went on. */
export function seenIn(world: World): Written {
  return Object.entries(world.seen());
}

/** The sinks in which something of a value shows; never what shows, as this is printed. */
export function sinksThatShow(value: Value, written: Written): readonly string[] {
  const needles = needlesOf(value);
  const shows = (text: string): boolean => needles.some((needle) => text.includes(needle));
  return written.flatMap(([sink, text]) => (shows(inOneColumn(text)) ? [sink] : []));
}

/** What it writes, or what it throws: an error that a sink throws is written by somebody else. */
function printed(sink: string, thing: unknown): string {
  try {
    return sinks[sink]?.(thing) ?? "";
  } catch (error) {
    return error instanceof Error ? `${error.message} ${error.stack}` : inspect(error);
  }
}

/** An inspected Uint8Array has its numbers in columns, padded where they are short. */
function inOneColumn(text: string): string {
  return text.replace(/(?<=\d,)\s+(?=\d)/g, " ");
}
