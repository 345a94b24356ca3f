import {
  type CallContext,
  onUse,
  remainingMs,
  storeClock,
  unlessAborted,
  untilDeadline,
} from "@confide/core/adapter";

import { type AwsSecretsManagerOptions, type Client, makeClient, REQUEST_TIMEOUT_MS } from "./client.ts";
import { failureOf } from "./errors.ts";
import type { About } from "./classify.ts";

/** The one way to AWS, with the client made on the first call. */
export interface AwsCalls {
  /** One attempt at one call. It ends when the signal says so, and rejects with a `SourceError`. */
  call<T>(about: About, context: CallContext, send: Send<T>): Promise<T>;
  /** AWS's time, as its last answer told it. */
  readonly now: () => number | undefined;
  close(): Promise<void>;
}

type Send<T> = (client: Client, options: { abortSignal: AbortSignal; requestTimeout: number }) => Promise<T>;

export function awsCalls(options: AwsSecretsManagerOptions): AwsCalls {
  const clock = storeClock();
  const client = onUse(async () => makeClient(options, clock));

  return {
    async call(about, context, send) {
      // The SDK's own time ends with an answer's first byte, and a body may take forever.
      const signal = untilDeadline(context);
      const attempt = async () => {
        const ready = await client.get();
        signal.throwIfAborted();
        const requestTimeout = Math.min(REQUEST_TIMEOUT_MS, remainingMs(context));
        return send(ready, { abortSignal: signal, requestTimeout });
      };
      try {
        // The SDK hands the signal to the request, but not to the search for credentials before it.
        return await unlessAborted(signal, attempt, (reason) => {
          throw reason;
        });
      } catch (error) {
        throw failureOf(error, about, { ...context, signal });
      }
    },

    now: clock.now,

    async close() {
      const made = await client.reset();
      if (!options.client) made?.client.destroy();
    },
  };
}
