import type { Place } from "../../model/setting.ts";
import { kebabCase } from "../../util/text.ts";

/** `--database.pool-size` for a place; nothing for one that has no letters or digits to spell. */
export function argumentOf({ path }: Pick<Place, "path">): string | undefined {
  const segments = path.map(kebabCase);
  return segments.includes("") ? undefined : `--${segments.join(".")}`;
}
