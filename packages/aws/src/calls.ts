import { type CallContext, onUse, remainingMs, unlessAborted, untilDeadline } from "@confide/core/adapter";

import type { About, AwsService } from "./classify.ts";
import { clockSkewMs } from "./clock-skew.ts";
import { OF_THE_CLOCK } from "./fault-names.ts";
import type { Client } from "./client.ts";
import { REQUEST_TIMEOUT_MS } from "./client-config.ts";
import { failureOf } from "./errors.ts";
import { isOfRegion, otherRegion } from "./region.ts";
import { type SeenCalls, seenCalls } from "./seen-calls.ts";

/** The one way to a service of AWS, with the client made on the first call. */
export interface AwsCalls<C = Client> {
  /** One attempt at one call. It ends when the signal says so, and rejects with a `SourceError`. */
  call<T>(about: About, context: CallContext, send: Send<C, T>): Promise<T>;
  /** Where calls go, once one was made. It never rejects. */
  region(): Promise<string | undefined>;
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

/** The client's own; `undefined` for the fake of a client in a test. */
async function regionOf({ client }: { readonly client: object }): Promise<string | undefined> {
  const config: unknown = Reflect.get(client, "config");
  const region: unknown = Reflect.get(Object(config), "region");
  return typeof region === "function" ? (region as () => Promise<string>)() : undefined;
}

/**
 * AWS looks an ARN of another region up in its own, and answers that there is none: a load would go on with a default.
 *
 * @throws SourceError `invalid-ref`
 */
async function checkRegion(
  ready: { readonly client: object },
  { name, names = [name], ref = name }: About,
  store: string,
): Promise<void> {
  if (!names.some(isOfRegion)) return;
  const own = await regionOf(ready);
  const error = own === undefined ? undefined : otherRegion(names, own, ref, store);
  if (error) throw error;
}

export function awsCalls<C extends { readonly client: { destroy(): void } }>({
  service,
  open,
  isOwn,
}: AwsCallsOptions<C>): AwsCalls<C> {
  const seen = seenCalls();
  const client = onUse(async () => open(seen));

  let opened: C | undefined; // not asked of `client`, which would open one again after close()

  async function ownRegion(): Promise<string | undefined> {
    return opened && regionOf(opened).catch(() => undefined);
  }

  async function readyFor(about: About, signal: AbortSignal): Promise<C> {
    try {
      const ready = await client.get();
      opened = ready;
      signal.throwIfAborted();
      await checkRegion(ready, about, service.kind);
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
        const met = seen.metBefore(error);
        const region = met || signal.aborted ? undefined : await ownRegion();
        throw failureOf(error, { ...about, region }, { ...context, signal }, service, met);
      }
    },

    region: ownRegion,

    now: seen.clock.now,

    async close() {
      const made = await client.reset();
      if (!isOwn) made?.client.destroy();
    },
  };
}
