import type { SourceError } from "@confide/core/adapter";

import { failure } from "./errors.ts";

const REGION_OF_ARN = /^arn:[^:]+:[^:]+:([a-z0-9-]+):/;

/** Whether a name says of which region it is: an ARN. */
export function isOfRegion(name: string): boolean {
  return REGION_OF_ARN.test(name);
}

/** Why a store of one region has nothing of another; `undefined` where all are of its own. */
export function otherRegion(
  names: readonly string[],
  own: string,
  ref: string,
  store: string,
): SourceError | undefined {
  const other = names
    .map((name) => REGION_OF_ARN.exec(name)?.[1])
    .find((each) => each !== undefined && each !== own);
  if (other === undefined) return undefined;
  const detail = `it is of region ${other}, and the client's is another: give the store that region`;
  return failure("invalid-ref", ref, detail, store);
}
