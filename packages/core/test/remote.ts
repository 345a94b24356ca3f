import { SourceError, type SourceErrorReason } from "../src/model/errors.ts";
import type { Failed, Found, Reading, Source } from "../src/contract/source.ts";

/** A source that can't answer at once, and remembers what it was asked. */
export interface Remote extends Source {
  /** The names of the settings, a list for each read. */
  readonly asked: readonly (readonly string[])[];
}

/** Holds values (or failures) by the dotted path of a setting or group. */
export function remote(name: string, values: Readonly<Record<string, unknown>>): Remote {
  const asked: string[][] = [];
  return {
    name,
    asked,
    locate: (setting) => `${name}/${setting.name}`,
    read: async (wanted) => {
      asked.push(wanted.map((setting) => setting.name));
      const names = new Set(
        wanted.flatMap(({ path }) => path.map((_, end) => path.slice(0, end + 1).join("."))),
      );
      return {
        answers: Object.entries(values).flatMap(([key, value]) =>
          names.has(key) ? [answer(name, key, value)] : [],
        ),
      };
    },
  };
}

export class Failure {
  readonly reason: SourceErrorReason;

  constructor(reason: SourceErrorReason) {
    this.reason = reason;
  }
}

function answer(source: string, key: string, value: unknown): Found | Failed {
  const path = key.split(".");
  const origin = { source, location: `${source}/${key}`, version: "1" };
  if (!(value instanceof Failure)) return { path, value, origin };
  return {
    path,
    origin,
    error: new SourceError({ reason: value.reason, message: `${value.reason} in ${source}`, store: source }),
  };
}

/** A source of somebody else's, whose answer is whatever it is given. */
export function foreign(answered: unknown, changes: Partial<Source> = {}): Source {
  return {
    name: "foreign",
    locate: ({ name }) => name,
    read: async () => answered as Reading,
    ...changes,
  };
}
