import type { SyncSource } from "../source.ts";
import { localSource } from "./local.ts";
import { findNamed, namesOfAll, naming, type NamingOptions } from "./named.ts";

export interface EnvOptions extends NamingOptions {
  /** In place of the process's environment. */
  readonly from?: Readonly<Record<string, string | undefined>>;
  /** Makes an unknown name under the prefix an error. */
  readonly strict?: boolean;
}

/**
 * Environment variables, exact in case: `database.poolSize` is `DATABASE_POOL_SIZE`. An empty one is missing. Nothing
 * is written to `process.env`.
 *
 * @throws TypeError for `strict` without a prefix: an environment is shared with everything else that runs.
 */
export function env({ from, strict = false, ...options }: EnvOptions = {}): SyncSource {
  const { prefix = "" } = options;
  if (strict && prefix === "")
    throw new TypeError(
      "env({ strict: true }) needs a prefix: without one, every variable of the system would be unknown",
    );
  const namesOf = naming(options);

  return localSource({
    name: "env",
    locate: (setting) => namesOf(setting)[0],
    unknownNames: strict ? "refuse" : prefix === "" ? "shared" : "tell",
    readSync(wanted) {
      // By name, not by copying: reading one variable costs a tenth of listing all.
      const variables = from ?? globalThis.process?.env ?? {};
      const textOf = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
      return {
        answers: findNamed(wanted, namesOf, textOf, (name) => ({ source: "env", location: name })),
        get unclaimed() {
          const claimed = namesOfAll(wanted, namesOf);
          return Object.keys(variables).filter(
            (name) => name.startsWith(prefix) && !claimed.has(name) && variables[name] !== "",
          );
        },
      };
    },
  });
}
