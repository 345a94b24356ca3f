import { asError, SourceError } from "../../model/errors.ts";
import type { Place } from "../../model/setting.ts";
import type { Source } from "../../contract/source.ts";

/** For the question whether a source is asked: one that can't say where it would hold a setting has failed. */
export function located(
  source: Pick<Source, "name" | "locate">,
  place: Place,
): string | SourceError | undefined {
  try {
    const location: unknown = source.locate(place);
    if (location === undefined || typeof location === "string") return location;
    const message = `${source.name} can't say where it would hold ${place.name}: its locate() returned no string`;
    return new SourceError({ reason: "malformed", message, store: source.name });
  } catch (error) {
    return asError(error, source.name);
  }
}
