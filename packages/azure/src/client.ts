import type { SecretClient } from "@azure/keyvault-secrets";
import {
  type CallContext,
  onUse,
  remainingMs,
  type SourceError,
  type StoreClock,
  vendorPackage,
} from "@confide/core/adapter";

import { failed } from "./errors.ts";
import { KIND } from "./names.ts";

/** Anything with `getToken`, as `@azure/identity` makes them. */
export type TokenCredential = ConstructorParameters<typeof SecretClient>[1];

/** A vault by its address, or the vendor's own client, ready. */
export type ClientOptions =
  | {
      /** `https://shop.vault.azure.net` */
      readonly vaultUrl: string;
      /** @default `DefaultAzureCredential`, for which `@azure/identity` has to be installed */
      readonly credential?: TokenCredential | undefined;
      readonly client?: undefined;
    }
  | { readonly client: SecretClient; readonly vaultUrl?: undefined; readonly credential?: undefined };

/** A client, and the vault's time, which its answers tell. */
export interface Connection {
  readonly client: SecretClient;
  readonly clock: StoreClock;
}

/** Opens one client, on first use. */
export function connections(options: ClientOptions, clock: StoreClock): () => Promise<Connection> {
  return onUse(async () => ({ client: await openClient(options), clock })).get;
}

/**
 * The vault's address as messages show it, without a slash at its end. An invalid address gives an empty string: the
 * address may come from the environment, so it may be missing in spite of the types, or be a secret by mistake.
 */
export function vaultOf({ client, vaultUrl }: ClientOptions): string {
  const url = URL.parse(client ? client.vaultUrl : (vaultUrl ?? ""));
  const isPlain = url?.protocol === "https:" && HOST.test(url.hostname) && !url.username && !url.password;
  return isPlain ? url.origin : "";
}

const HOST = /^[a-z0-9][a-z0-9.-]*$/;

export function noAddress(vaultUrl = ""): SourceError {
  const rest = vaultUrl.startsWith("https://") ? ", then has the vault's host, and no user or password" : "";
  return failed("invalid-ref", "", `${KIND} needs a vaultUrl that begins with https://${rest}`);
}

/** Counted after unpacking. A value has 25 KB, a page of a list 25 names. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** One call, within its time. `send` hands the options on to the client. */
export async function call<T>(
  { client, clock }: Connection,
  context: CallContext,
  send: (client: SecretClient, options: CallOptions) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const timeout = remainingMs(context);
  const enough = new AbortController();
  let answer: Answer | undefined;
  const onResponse = (each: Answer) => {
    answer = each;
    if (each.status < 300) clock.saw(each.headers.get("date"));
  };
  const onDownloadProgress = ({ loadedBytes }: { readonly loadedBytes: number }) => {
    if (loadedBytes > MAX_ANSWER_BYTES) enough.abort();
  };
  try {
    const abortSignal = AbortSignal.any([signal, enough.signal]);
    return await send(client, { abortSignal, requestOptions: { timeout, onDownloadProgress }, onResponse });
  } catch (error) {
    if (enough.signal.aborted && !signal.aborted)
      throw failed("too-large", "", `${KIND} answered with more than ${MAX_ANSWER_BYTES} bytes`);
    const known = typeof error === "object" && error !== null && ("statusCode" in error || "code" in error);
    throw answer && !known && !signal.aborted ? new UnreadAnswer(answer) : error;
  }
}

export interface CallOptions {
  readonly abortSignal: AbortSignal;
  readonly requestOptions: {
    readonly timeout: number;
    readonly onDownloadProgress: (progress: { readonly loadedBytes: number }) => void;
  };
  readonly onResponse: (answer: Answer) => void;
}

/** As far as it is looked at. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | undefined };
}

/**
 * An answer over which the client tripped: it takes for granted that each has a body of JSON, errors too, and throws a
 * TypeError that says nothing of the status.
 */
class UnreadAnswer extends Error {
  readonly statusCode: number;
  readonly response: Answer;

  constructor(answer: Answer) {
    super("the answer has no body that could be read");
    this.statusCode = answer.status;
    this.response = answer;
  }
}

async function openClient(options: ClientOptions): Promise<SecretClient> {
  const { client, credential } = options;
  if (client) return client;
  const vaultUrl = vaultOf(options);
  if (vaultUrl === "") throw noAddress(options.vaultUrl);
  const sdk = await vendorPackage(KIND, "@azure/keyvault-secrets", () => import("@azure/keyvault-secrets"));
  // One attempt a call. A redirect would take the token to where nobody meant it to go.
  return new sdk.SecretClient(vaultUrl, credential ?? (await defaultCredential()), {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  });
}

async function defaultCredential(): Promise<TokenCredential> {
  const identity = await vendorPackage(KIND, "@azure/identity", () => import("@azure/identity"));
  return new identity.DefaultAzureCredential();
}
