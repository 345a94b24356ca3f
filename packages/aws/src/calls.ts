import { type CallContext, onUse, remainingMs, unlessAborted, untilDeadline } from "@confide/core/adapter";

import type { About, AwsService } from "./classify.ts";
import { clockSkewMs } from "./clock-skew.ts";
import { OF_THE_CLOCK } from "./fault-names.ts";
import type { Client } from "./client.ts";
import { REQUEST_TIMEOUT_MS } from "./client-config.ts";
import { failure, failureOf } from "./errors.ts";
import { type SeenCalls, seenCalls } from "./seen-calls.ts";

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
  readonly open: (seen: SeenCalls) => Promise<C>;
  /** The caller's own client is the caller's to end. */
  readonly isOwn: boolean;
}

function isOfTheClock(error: unknown): boolean {
  return (
    OF_THE_CLOCK.has(String(Reflect.get(Object(error), "name"))) && clockSkewMs(Object(error) as object) !== 0
  );
}

/**
 * AWS looks an ARN of another region up in its own, and answers that there is none: a load would go on with a default.
 *
 * @throws SourceError `invalid-ref`
 */
async function checkRegion(
  { client }: { readonly client: object },
  { name, names = [name], ref = name }: About,
) {
  const regions = names.flatMap((each) => /^arn:[^:]+:[^:]+:([a-z0-9-]+):/.exec(each)?.[1] ?? []);
  if (regions.length === 0) return;
  const config: unknown = Reflect.get(client, "config");
  const regionOf: unknown = Reflect.get(Object(config), "region");
  if (typeof regionOf !== "function") return; // the fake of a client in a test
  const own: unknown = await (regionOf as () => Promise<unknown>)();
  const other = regions.find((region) => region !== own);
  if (other !== undefined)
    throw failure(
      "invalid-ref",
      ref,
      `it is of region ${other}, and the client's is another: give the store that region`,
    );
}

export function awsCalls<C extends { readonly client: { destroy(): void } }>({
  service,
  open,
  isOwn,
}: AwsCallsOptions<C>): AwsCalls<C> {
  const seen = seenCalls();
  const client = onUse(async () => open(seen));

  async function readyFor(about: About, signal: AbortSignal): Promise<C> {
    try {
      const ready = await client.get();
      signal.throwIfAborted();
      await checkRegion(ready, about);
      return ready;
    } catch (error) {
      seen.failedBefore(error);
      throw error;
    }
  }

  return {
    async call(about, context, send) {
      // The SDK's own time ends with an answer's first byte, and a body may take forever.
      const signal = untilDeadline(context);
      const attempt = async () => {
        const ready = await readyFor(about, signal);
        const requestTimeout = Math.min(REQUEST_TIMEOUT_MS, remainingMs(context));
        const once = async () => send(ready, { abortSignal: signal, requestTimeout });
        return once().catch(async (error: unknown) => {
          // The SDK has learnt AWS's time from the refusal, and signs with that from now on.
          if (!isOfTheClock(error)) throw error;
          return once();
        });
      };
      try {
        // The SDK hands the signal to the request, but not to the search for credentials before it.
        return await unlessAborted(signal, attempt, (reason) => {
          throw reason;
        });
      } catch (error) {
        throw failureOf(error, about, { ...context, signal }, service, seen.metBefore(error));
      }
    },

    now: seen.clock.now,

    async close() {
      const made = await client.reset();
      if (!isOwn) made?.client.destroy();
    },
  };
}
