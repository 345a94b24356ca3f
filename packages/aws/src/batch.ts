import type { APIErrorType } from "@aws-sdk/client-secrets-manager";
import {
  type CallContext,
  formatRef,
  type Outcome,
  type SecretRecord,
  type SecretRef,
  SourceError,
} from "@confide/core/adapter";

import type { AwsCalls } from "./calls.ts";
import { failureOf } from "./errors.ts";
import { isAbout } from "./names.ts";
import { pages } from "./pages.ts";
import { recordOf } from "./record.ts";

/** A batch is of 20 secrets, each of which may be on a page of its own. */
const MOST_PAGES = 100;

/** What has been answered; a ref that isn't in it has not. */
export type Outcomes = Map<SecretRef, Outcome<SecretRecord>>;

/**
 * Reads all pages of one batch into `outcomes`. If it ends early, it returns why, and `outcomes` keeps what it had by
 * then.
 */
export async function readBatch(
  aws: AwsCalls,
  refs: readonly SecretRef[],
  context: CallContext,
  outcomes: Outcomes,
): Promise<SourceError | undefined> {
  const SecretIdList = refs.map(({ name }) => name);
  const about = { action: "BatchGetSecretValue", name: "*", names: SecretIdList };
  const fetchPage = (from: { readonly NextToken?: string | undefined }) =>
    aws.call(about, context, ({ client, sdk }, options) =>
      client.send(new sdk.BatchGetSecretValueCommand({ SecretIdList, ...from }), options),
    );
  try {
    for await (const { SecretValues = [], Errors = [] } of pages(
      { name: "*", most: MOST_PAGES },
      fetchPage,
    )) {
      const region = Errors.length === 0 ? undefined : await aws.region();
      for (const ref of refs) {
        const value = SecretValues.find((entry) => isAbout(ref.name, entry));
        const error = Errors.find(({ SecretId }) => SecretId === ref.name);
        if (value) outcomes.set(ref, recordOf(value, ref));
        else if (error) outcomes.set(ref, { error: entryFailure(error, ref, region, context) });
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}

/** One secret's failure is no failure of the call; it has the exception's name and text, and no more. */
function entryFailure(
  entry: APIErrorType,
  ref: SecretRef,
  region: string | undefined,
  context: CallContext,
): SourceError {
  const about = { action: "GetSecretValue", name: ref.name, ref: formatRef(ref), region };
  return failureOf({ name: entry.ErrorCode, message: entry.Message }, about, context);
}
