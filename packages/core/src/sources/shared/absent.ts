import { SourceError } from "../../model/errors.ts";
import type { Origin } from "../../model/problem.ts";
import type { Warning } from "../../model/warning.ts";
import { absolutePath } from "./cwd.ts";

/**
 * For a file or folder that isn't there: a warning, or the failure of the whole source where it is required.
 *
 * @param at Where it would be, from the process's folder: the fix says the whole path.
 */
export function absent(origin: Origin, at: string, required: boolean): Warning {
  const { source } = origin;
  const fix = `create ${absolutePath(at)}`;
  if (!required) return { kind: "absent", message: `${source} isn't there`, origin, fix };
  const message = `${source} is required, but isn't there`;
  throw new SourceError({ reason: "unavailable", message, store: source, ref: source, fix });
}
