import { type StoreClock, storeClock } from "@confide/core/adapter";

import { watched, type Watching } from "./answers.ts";
import { type CredentialSearch, credentialSearch } from "./credential-search.ts";
import { limitBody } from "./limit.ts";
import type { Met } from "./no-credentials.ts";

/** What is seen of a store's calls beside what they return. */
export interface SeenCalls {
  /** AWS's, by its answers. */
  readonly clock: StoreClock;
  /** For a client of confide's own. */
  readonly logger: CredentialSearch["logger"];
  /** The same client, whose calls are seen here. Its answers have a limit. */
  watch<C extends object>(client: C, check?: Watching["check"]): C;
  /** Notes that there was no request yet when that was thrown. */
  failedBefore(error: unknown): void;
  /**
   * Where an error is of the search for credentials, or of the client itself: what the search met. Such an error's name may be
   * one of the store's service: Cognito has a `ResourceNotFoundException` too.
   */
  metBefore(error: unknown): Met | undefined;
}

export function seenCalls(): SeenCalls {
  const clock = storeClock();
  const search = credentialSearch();
  const unsent = new WeakSet<object>();
  const failedBefore = (error: unknown) => {
    if (isObject(error)) unsent.add(error);
  };
  return {
    clock,
    logger: search.logger,
    watch: (client, check) =>
      watched(client, {
        look: (answer) => {
          limitBody(answer);
          if (answer.statusCode === 200) clock.saw(answer.headers?.["date"]);
        },
        unsent: failedBefore,
        check,
      }),
    failedBefore,
    // No service and no network throws a text.
    metBefore: (error) => (isObject(error) && !unsent.has(error) ? undefined : search.met),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
