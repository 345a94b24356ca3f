import { cleanCause } from "../model/clean-cause.ts";
import { ConfigError } from "../report/config-error.ts";
import { isInstance } from "../util/tried.ts";

/** A lazy schema or a getter may throw only now, and what it throws may quote a value. */
export function schemaError(error: unknown): ConfigError {
  if (isInstance(error, ConfigError)) return error;
  const message = `the schema threw ${cleanCause(error).name}`;
  return new ConfigError([{ path: [], kind: "invalid", message, places: [] }]);
}
