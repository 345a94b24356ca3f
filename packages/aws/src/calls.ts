import type { CallContext } from "@confide/core";

import { type AwsSecretsManagerOptions, type Client, makeClient, REQUEST_TIMEOUT_MS } from "./client.ts";
import { failureOf } from "./failure.ts";
import type { About } from "./verdict.ts";

/** The one way to AWS, with the client made on the first call. */
export interface AwsCalls {
  /** One attempt at one call. It ends when the signal says so, and rejects with a `SourceError`. */
  call<T>(about: About, context: CallContext, send: Send<T>): Promise<T>;
  close(): void;
}

type Send<T> = (client: Client, options: { abortSignal: AbortSignal; requestTimeout: number }) => Promise<T>;

export function awsCalls(options: AwsSecretsManagerOptions): AwsCalls {
  let made: Promise<Client> | undefined;

  function client(): Promise<Client> {
    made ??= makeClient(options).catch((error: unknown) => {
      made = undefined; // a missing package may be there the next time
      throw error;
    });
    return made;
  }

  return {
    async call(about, context, send) {
      const { deadlineMs } = context;
      // The SDK's own time ends with an answer's first byte, and a body may take forever.
      const signal = untilDeadline(context);
      const attempt = async () => {
        const ready = await client();
        signal.throwIfAborted();
        const requestTimeout = Math.max(1, Math.min(REQUEST_TIMEOUT_MS, deadlineMs - Date.now()));
        return send(ready, { abortSignal: signal, requestTimeout });
      };
      try {
        return await untilAborted(signal, attempt);
      } catch (error) {
        throw failureOf(error, about, { ...context, signal });
      }
    },

    close() {
      if (!options.client) made?.then(({ client: own }) => own.destroy()).catch(() => {});
      made = undefined;
    },
  };
}

function untilDeadline({ signal, deadlineMs }: CallContext): AbortSignal {
  const leftMs = Math.min(Math.max(deadlineMs - Date.now(), 0), LONGEST_TIMER_MS);
  return AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The SDK hands the signal to the request, but not to the search for credentials before it. */
function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
