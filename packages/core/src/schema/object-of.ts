import type { $ZodRawIssue, $ZodType, ParseContext } from "zod/v4/core";

import { propertyOf } from "../util/objects.ts";

interface Payload {
  value: unknown;
  readonly issues: $ZodRawIssue[];
}

/**
 * An object schema with one property, as far as a plan and a parse look into it. It is made without zod: which copy of zod
 * made the property is not known here.
 */
export function objectOf(key: string, schema: $ZodType): $ZodType {
  const around = ({ value, issues }: Payload): Payload => ({
    value: { [key]: value },
    issues: issues.map((issue) => ({ ...issue, path: [key, ...(issue.path ?? [])] })),
  });
  const run = ({ value }: Payload, context: ParseContext) => {
    const inner = schema._zod.run({ value: propertyOf(value, key), issues: [] }, context);
    return inner instanceof Promise ? inner.then(around) : around(inner);
  };
  return { _zod: { def: { type: "object", shape: { [key]: schema } }, run } } as unknown as $ZodType;
}
