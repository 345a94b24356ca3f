import { pathName } from "../model/setting.ts";
import type { Problem } from "../model/problem.ts";
import type { Warning } from "../model/warning.ts";
import { ConfigError } from "../report/config-error.ts";

/** By the error of a load that failed. */
const besides = new WeakMap<object, readonly Warning[]>();

/** An error, and what was odd besides: what its problems already say is left out. */
export function errorBeside(problems: readonly Problem[], warnings: readonly Warning[]): ConfigError {
  const error = new ConfigError(problems);
  const wrong = new Set(problems.map(({ path }) => pathName(path)));
  const isTold = ({ path, message }: Warning) =>
    (path !== undefined && wrong.has(pathName(path))) || problems.some(({ fix }) => fix?.includes(message));
  besides.set(
    error,
    warnings.filter((warning) => !isTold(warning)),
  );
  return error;
}

/** What a load that failed with this error found odd besides. */
export function warningsBeside(error: unknown): readonly Warning[] {
  return besides.get(error as object) ?? []; // of what is no object a WeakMap knows nothing
}
