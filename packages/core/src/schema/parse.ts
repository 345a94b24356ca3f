import type { $ZodRawIssue, $ZodType } from "zod/v4/core";

import { isInstance } from "../util/tried.ts";
import { runsAsync } from "./runs-async.ts";

/** A schema, or a part of it, and the input that it is to take. */
export interface Candidate {
  readonly schema: $ZodType;
  readonly value: unknown;
}

/** What zod made of an input, or what a check or a transform threw. */
export type ParseResult =
  | { readonly value?: unknown; readonly issues: readonly $ZodRawIssue[] }
  | { readonly thrown: unknown };

export async function parse(candidate: Candidate): Promise<ParseResult> {
  try {
    return await run(candidate, true);
  } catch (thrown) {
    return { thrown };
  }
}

/** A synchronous load meets a check that needs a promise. */
class AsyncCheckError extends Error {}

/** Ours, or zod's own, which has no name: which copy of zod made the schema is not known here. */
export function isAsyncCheckError(error: unknown): boolean {
  if (isInstance(error, AsyncCheckError)) return true;
  return isInstance(error, Error) && error.message.startsWith("Encountered Promise during synchronous parse");
}

/** An asynchronous check counts as one that threw, and isn't run where that can be seen before. */
export function parseSync(candidate: Candidate): ParseResult {
  try {
    if (runsAsync(candidate.schema)) return { thrown: new AsyncCheckError() };
    const result = run(candidate, false);
    if (!(result instanceof Promise)) return result;
    // Nobody waits for it; its rejection must not end the process.
    result.catch(() => undefined);
    return { thrown: new AsyncCheckError() };
  } catch (thrown) {
    return { thrown };
  }
}

// zod compiles a schema on its first parse, which takes longer than the one parse that a start needs: that goes without.
const parsedBefore = new WeakSet<$ZodType>();

function run({ schema, value }: Candidate, async: boolean) {
  const first = !parsedBefore.has(schema);
  parsedBefore.add(schema);
  return schema._zod.run({ value, issues: [] }, { async, ...(first && { jitless: true }) });
}
