import type { Source, SyncSource } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { ConfigError } from "../report/config-error.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { isInstance, tried } from "../util/tried.ts";
import { oddSources } from "./check-reading.ts";

/** Before anything else looks at them: a name that throws, or is none, would end in an error of its own. */
export function refuseOdd(sources: readonly Source[]): void {
  if (!Array.isArray(sources))
    throw new ConfigError([
      oddSource("sources", "sources of the definition is no list: write sources: [env()]"),
    ]);
  const problems = oddSources(sources).map((index) => {
    const what = `source ${index + 1}`;
    return oddSource(what, `${what} of the definition is ${whatItIs(sources[index])}`);
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

function oddSource(source: string, message: string): Problem {
  return { path: [], kind: "failed", reason: "malformed", message, places: [{ source }] };
}

function whatItIs(given: unknown): string {
  if (given === undefined || given === null) return `${given}: what was imported or chosen there is missing`;
  if (typeof given === "boolean") return `${given}: leave it out by a spread, ...(condition ? [env()] : [])`;
  if (typeof given === "function") return "a function, not a source: call it, env() for env";
  if (Array.isArray(given)) return "a list: spread it, ...sources";
  if (isInstance(given, Promise)) return "a promise: await it";
  if (isStore(given)) return `a store, not a source: fromStore(${given.name})`;
  return "not a source: it needs a name, locate() and read()";
}

function isStore(given: unknown): given is { readonly name: string } {
  const isOne = () => {
    const { name, get, limits } = given as Record<string, unknown>;
    return (
      typeof name === "string" &&
      isPlausibleName(name) &&
      typeof get === "function" &&
      typeof limits === "object"
    );
  };
  return tried(isOne) ?? false;
}

/** Where types could not tell: a source behind a wider type, or a program without types. */
export function refuseAsync(sources: readonly Source[]): asserts sources is readonly SyncSource[] {
  const problems = sources
    .filter((source) => source.readSync === undefined)
    .map(({ name }): Problem => ({
      path: [],
      kind: "failed",
      reason: "unavailable",
      message: `${name} can't answer at once`,
      places: [{ source: name }],
      fix: "use loadConfig",
    }));
  if (problems.length > 0) throw new ConfigError(problems);
}
