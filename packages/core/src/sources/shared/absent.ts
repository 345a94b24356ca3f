import { SourceError } from "../../model/errors.ts";
import type { Origin } from "../../model/problem.ts";
import type { Warning } from "../../model/warning.ts";

/** For a file or folder that isn't there: a warning, or the failure of the whole source where it is required. */
export function absent(origin: Origin, required: boolean): Warning {
  const { source } = origin;
  if (!required) return { kind: "absent", message: `${source} isn't there`, origin };
  const message = `${source} is required, but isn't there`;
  throw new SourceError({ reason: "unavailable", message, store: source, ref: source });
}
