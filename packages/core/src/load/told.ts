import type { $ZodRawIssue } from "zod/v4/core";

import type { Problem } from "../model/problem.ts";
import { isWithin } from "../model/setting.ts";
import { isInPlace, isSetAt } from "./within.ts";

/** Where an issue of zod's is. */
export interface IssuePlace {
  /** Of the setting or group. */
  readonly path: readonly string[];
  readonly within: string;
  /** As zod has it. */
  readonly full: readonly PropertyKey[];
}

/**
 * Whether a problem that is known says what an issue would say again. A check of a whole and a union see all that is below
 * them; of an item of a set zod says only that it is in the set.
 *
 * @param held The value of the setting.
 */
export function isTold(
  told: readonly Problem[],
  { path, within, full }: IssuePlace,
  { code }: $ZodRawIssue,
  held: unknown,
): boolean {
  const isOfWhole = code === "custom" || code === "invalid_union";
  const isOfSet = isSetAt(held, full.slice(path.length));
  return told.some(({ path: above, within: part = "" }) => {
    if (isOfWhole && isWithin(above, path)) return true;
    return isWithin(path, above) && (isInPlace(within, part) || (isOfSet && isInPlace(part, within)));
  });
}
