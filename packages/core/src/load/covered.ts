import type { $ZodRawIssue } from "zod/v4/core";

import { isWithin, pathName } from "../model/setting.ts";
import type { GatheredInput } from "./gathered.ts";
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
 * Whether a problem of a source or the decoder says what an issue would say again. It covers all below it. A check of a whole
 * and a union see all that is below them; of an item of a set zod says only that it is in the set; and where nothing of a
 * setting could be decoded, zod saw nothing.
 */
export function isCovered(
  { plan, tree, resolution }: Pick<GatheredInput, "plan" | "tree" | "resolution">,
  { path, within, full }: IssuePlace,
  { code }: $ZodRawIssue,
): boolean {
  const held = tree.leaves.get(pathName(path));
  const isGone = held === undefined && plan.settingAt.has(pathName(path));
  const isOfWhole = isGone || code === "custom" || code === "invalid_union";
  const isOfSet = isSetAt(held?.value, full.slice(path.length));
  return [...resolution.failures, ...tree.problems].some(({ path: above, within: part = "" }) => {
    if (isOfWhole && isWithin(above, path)) return true;
    return isWithin(path, above) && (isInPlace(within, part) || (isOfSet && isInPlace(part, within)));
  });
}
