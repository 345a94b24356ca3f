import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type CallContext, StoreError } from "@confide/core";

import { type About, failureOf, KIND } from "./failure.ts";
import { gate } from "./gate.ts";
import type { AwsSecretsManagerOptions } from "./store.ts";

type Sdk = typeof import("@aws-sdk/client-secrets-manager");

/** The way to AWS: the SDK and its client, made on the first call. */
export interface AwsCalls {
  /** One attempt at one call. It ends when the signal says so, and rejects with a `StoreError` only. */
  call<T>(about: About, context: CallContext, send: Send<T>): Promise<T>;
  close(): void;
}

type Send<T> = (ready: Ready, options: { abortSignal: AbortSignal; requestTimeout: number }) => Promise<T>;

interface Ready {
  readonly sdk: Sdk;
  readonly client: SecretsManagerClient;
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
const SOCKETS = 50;

export function awsCalls(options: AwsSecretsManagerOptions): AwsCalls {
  const enter = gate(SOCKETS); // with more, the SDK queues and warns on the console
  let ready: Promise<Ready> | undefined;

  function prepare(): Promise<Ready> {
    ready ??= prepareClient(options).catch((error: unknown) => {
      ready = undefined; // what failed once may succeed after an installation
      throw error;
    });
    return ready;
  }

  return {
    async call(about, context, send) {
      const attempt = async () => {
        const prepared = await prepare();
        context.signal.throwIfAborted();
        const requestTimeout = Math.max(1, Math.min(REQUEST_TIMEOUT_MS, context.deadlineMs - Date.now()));
        return send(prepared, { abortSignal: context.signal, requestTimeout });
      };
      try {
        // Twice: neither the wait for a turn nor the turn itself outlasts the signal.
        return await untilAborted(context.signal, () => enter(() => untilAborted(context.signal, attempt)));
      } catch (error) {
        throw failureOf(error, about, context);
      }
    },
    close() {
      if (!options.client) void ready?.then(({ client }) => client.destroy()).catch(() => {});
      ready = undefined;
    },
  };
}

async function prepareClient({ client, region, endpoint, credentials }: AwsSecretsManagerOptions) {
  const sdk = await importSdk();
  if (client) return { sdk, client };
  const made = new sdk.SecretsManagerClient({
    maxAttempts: 1, // core retries, and must see each failure's own reason
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true, // without it, the SDK only warns and waits on
    },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  });
  return { sdk, client: made };
}

async function importSdk(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-secrets-manager");
  } catch (cause) {
    const message = `@confide/aws needs the package @aws-sdk/client-secrets-manager beside it, which could not be imported`;
    throw new StoreError({ reason: "unknown", message, store: KIND, cause });
  }
}

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
