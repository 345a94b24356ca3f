import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { ConfigError } from "../report/config-error.ts";
import { oddSources } from "./check-reading.ts";

/** Before anything else looks at them: a name that throws, or is none, would end in an error of its own. */
export function refuseOdd(sources: readonly Source[]): void {
  const problems = oddSources(sources).map((index): Problem => {
    const given: unknown = sources[index];
    const message =
      typeof given === "function"
        ? `source ${index + 1} of the definition is a function, not a source: call it, env() for env`
        : `source ${index + 1} of the definition is not a source: it needs a name, locate() and read()`;
    return {
      path: [],
      kind: "failed",
      reason: "malformed",
      message,
      places: [{ source: `source ${index + 1}` }],
    };
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Where types could not tell: a source behind a wider type, or a program without types. */
export function refuseAsync(sources: readonly Source[]): void {
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
