import {
  type CallContext,
  onUse,
  remainingMs,
  type StoreClock,
  storeClock,
  unlessAborted,
  untilDeadline,
} from "@confide/core/adapter";

import type { About, AwsService } from "./classify.ts";
import type { Client } from "./client.ts";
import { REQUEST_TIMEOUT_MS } from "./client-config.ts";
import { failureOf } from "./errors.ts";

/** The one way to a service of AWS, with the client made on the first call. */
export interface AwsCalls<C = Client> {
  /** One attempt at one call. It ends when the signal says so, and rejects with a `SourceError`. */
  call<T>(about: About, context: CallContext, send: Send<C, T>): Promise<T>;
  /** AWS's time, as its last answer told it. */
  readonly now: () => number | undefined;
  close(): Promise<void>;
}

type Send<C, T> = (client: C, options: { abortSignal: AbortSignal; requestTimeout: number }) => Promise<T>;

export interface AwsCallsOptions<C> {
  readonly service: AwsService;
  readonly open: (clock: StoreClock) => Promise<C>;
  /** The caller's own client is the caller's to end. */
  readonly isOwn: boolean;
}

export function awsCalls<C extends { readonly client: { destroy(): void } }>({
  service,
  open,
  isOwn,
}: AwsCallsOptions<C>): AwsCalls<C> {
  const clock = storeClock();
  const client = onUse(async () => open(clock));

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
        throw failureOf(error, about, { ...context, signal }, service);
      }
    },

    now: clock.now,

    async close() {
      const made = await client.reset();
      if (!isOwn) made?.client.destroy();
    },
  };
}
