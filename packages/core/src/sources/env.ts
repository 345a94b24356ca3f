import type { SyncSource } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import { syncSource } from "./shared/sync-source.ts";
import { textTraps } from "./shared/text-traps.ts";
import { lookUp, type Naming, variableNames, unknownNames } from "./shared/variable-names.ts";

export interface EnvOptions extends Naming {
  /** Variables in place of the process's own. They are read at each load, not copied. */
  readonly from?: Readonly<Record<string, string | undefined>> | undefined;
  /** An unknown name with the prefix is an error. */
  readonly strict?: boolean | undefined;
}

/**
 * The environment: `database.poolSize` is `DATABASE_POOL_SIZE`, exact in case. Empty text is missing.
 *
 * A group may stand under its own name as JSON: `DATABASE={"host":"h"}`. Deeper names win over it.
 *
 * @throws TypeError `strict` without a prefix.
 */
export function env({ from, prefix = "", delimiter, names, strict = false }: EnvOptions = {}): SyncSource {
  if (strict && prefix === "") throw new TypeError(STRICT_NEEDS_PREFIX);
  const namesOf = variableNames({ prefix, delimiter, names });
  return syncSource({
    name: "env",
    unknownNames: strict ? "refuse" : prefix === "" ? "shared" : "warn",
    locate: (setting) => namesOf(setting)[0],
    readSync(wanted, context) {
      const variables = from ?? globalThis.process?.env ?? {};
      const { hits, others } = lookUp(wanted, context, namesOf, (name) => variableIn(variables, name));
      const found = hits.map((hit) => ({
        path: hit.path,
        value: hit.found,
        origin: variableOrigin(hit.name),
        shown: hit.name,
      }));
      return {
        answers: [
          ...found.map(({ path, value, origin }) => ({ path, value, origin })),
          ...others.map(({ path, name }) => ({ path, origin: variableOrigin(name) })),
        ],
        warnings: textTraps(found, context.settings, "variable"),
        // On use: an environment holds many names, and most loads have no need of them.
        get unknown() {
          return unknownNames(Object.keys(variables), context, namesOf, prefix);
        },
      };
    },
  });
}

function variableOrigin(name: string): Origin {
  return { source: "env", location: name };
}

const STRICT_NEEDS_PREFIX =
  "env({ strict }) needs a prefix: the environment is everybody's, so that without one PATH would be an unknown name";

/** By name, since a copy of `process.env` costs more than all look-ups; what isn't text (`constructor`) isn't there. */
function variableIn(variables: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = variables[name];
  return typeof text === "string" && text !== "" ? text : undefined;
}
