import { readTextFile, SourceError } from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import { failure, KIND } from "./errors.ts";

/** Where Kubernetes mounts the token of a pod's service account. */
export const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Kubernetes replaces the file before the token expires, so that it is read for each login. */
export async function readToken(path: string, context: Bounds): Promise<string> {
  const text = await readTextFile({ path, source: KIND }, context).catch((error: unknown) => {
    throw unreadable(error);
  });
  // A token itself may stand where its path belongs.
  const place = path === SERVICE_ACCOUNT_TOKEN ? `at ${path}` : "where the option tokenPath says";
  if (text === undefined) throw failure("unauthenticated", `there is no service account token ${place}`);
  return text.trim();
}

/** Something is in the token's place that can't be used to log in. A failure that may pass keeps its reason. */
function unreadable(error: unknown): unknown {
  if (!(error instanceof SourceError)) return error;
  const mayPass = error.retryable || error.reason === "aborted";
  return failure(mayPass ? error.reason : "unauthenticated", error.message, { cause: error.cause });
}
