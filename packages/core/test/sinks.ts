import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { format, inspect } from "node:util";
import v8 from "node:v8";

import { expect } from "vitest";

/** Texts in which a value must not show, by what makes them. Those of `cheapSinks` are looked at each time. */
type Sink = (value: unknown) => string;

export const cheapSinks: Readonly<Record<string, Sink>> = {
  String,
  JSON: (value) => attempt(() => JSON.stringify(value)),
  stack: (value) => (value instanceof Error ? `${value.stack} ${text(value.cause)}` : ""),
};

export const sinks: Readonly<Record<string, Sink>> = {
  ...cheapSinks,
  inspect: (value) => inspect(value, { depth: Infinity }),
  "inspect everything": (value) =>
    inspect(value, {
      depth: Infinity,
      showHidden: true,
      getters: true,
      showProxy: true,
      maxStringLength: null,
    }),
  "inspect without custom": (value) =>
    inspect(value, { depth: Infinity, customInspect: false, showHidden: true, getters: true }),
  format: (value) => format("%s %d %i %f %o %O", value, value, value, value, value, value),
  "format as JSON": (value) => attempt(() => format("%j", value)),
  console: printedByConsole,
  structuredClone: (value) => attempt(() => inspect(structuredClone(value), { depth: Infinity })),
  "v8.serialize": (value) => attempt(() => v8.serialize(value).toString("latin1")),
  "its properties": (value) => text(propertiesOf(value)),
  "a diff": (value) => attempt(() => expect(value).toEqual({ something: "else" })),
  "a message that is matched": (value) =>
    attempt(() => expect(() => raise(value)).toThrow("something else that was never thrown")),
};

function text(value: unknown): string {
  return inspect(value, { depth: Infinity, showHidden: true, getters: true });
}

function printedByConsole(value: unknown): string {
  const stream = new PassThrough();
  const console = new Console(stream, stream);
  console.log(value);
  console.dir(value, { depth: null, showHidden: true });
  console.table([value]);
  console.error("%o", { value });
  return String(stream.read());
}

/** All own and inherited properties, getters called: what a generic serializer would find. */
function propertiesOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const names = new Set<string>();
  for (
    let each: unknown = value;
    each !== null && each !== Object.prototype;
    each = Object.getPrototypeOf(each)
  )
    for (const name of Object.getOwnPropertyNames(each)) names.add(name);
  return Object.fromEntries([...names].map((name): [string, unknown] => [name, Reflect.get(value, name)]));
}

/** What it says, or what it throws: errors leave a process too. */
function attempt(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    // Not the paths of frames: the hash in a folder's name may have the digits of a canary.
    return error instanceof Error ? `${error.stack} ${text(error)}`.replace(PATHS, "") : String(error);
  }
}

const PATHS = /\/\S*node_modules\S*/g;

function raise(value: unknown): never {
  throw value instanceof Error ? value : new Error(String(value));
}
