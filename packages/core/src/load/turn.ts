import type { Source } from "../contract/source.ts";
import type { SourceError } from "../model/errors.ts";
import type { Place } from "../model/setting.ts";
import type { UnknownName } from "./source-reading.ts";

/** What one source is asked. */
export interface Question {
  /** Left out where there is nothing to ask. */
  readonly wanted?: readonly Place[];
  /** Why it can't be asked: then none of these may come from a later source, whose value could be an older one. */
  readonly failure?: SourceError;
}

/** What one source was asked, and what of its answer is looked at later. */
export interface Turn {
  readonly source: Source;
  readonly asked: ReadonlySet<Place>;
  readonly inGroups: UnknownName[];
}
