import { pathName } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { ConfigError } from "../report/config-error.ts";

/** By the error of a load that failed. */
const besides = new WeakMap<object, readonly Warning[]>();

/** Remembers what was odd besides; what the problems of the error already say is left out. */
export function beside(warnings: readonly Warning[], error: ConfigError): ConfigError {
  const { problems } = error;
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
