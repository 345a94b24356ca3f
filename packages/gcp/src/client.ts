import { type CallContext, onUse, remainingMs, type StoreClock, vendorPackage } from "@confide/core/adapter";
import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";

import { failed } from "./errors.ts";
import { checkPlace, KIND } from "./names.ts";
import { dateSeenBy } from "./seen-date.ts";
import { UNREADABLE_KEY } from "./sign-in-faults.ts";

export type CallOptions = NonNullable<Parameters<SecretManagerServiceClient["listSecretsAsync"]>[1]>;

/** What a service account's key file holds, as far as it is looked at. Any other sign-in comes with `client`. */
export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly project_id?: string | undefined;
}

/** A client that is signed in, and where it looks. */
export interface Session {
  readonly client: SecretManagerServiceClient;
  /** `projects/shop`, or `projects/shop/locations/europe-west3`. */
  readonly parent: string;
  readonly clock: StoreClock;
}

export interface SessionOptions {
  readonly project?: string | undefined;
  readonly location?: string | undefined;
  readonly credentials?: ServiceAccountKey | undefined;
  readonly client?: SecretManagerServiceClient | undefined;
}

export interface Sessions {
  readonly open: () => Promise<Session>;
  readonly close: () => Promise<void>;
}

/** Opens one session, on first use. */
export function sessions(options: SessionOptions, clock: StoreClock): Sessions {
  const session = onUse(async () => openSession(options, clock));
  return {
    open: session.get,
    async close() {
      const opened = await session.reset();
      // A client that was handed in is its owner's to close.
      if (opened && !options.client) await opened.client.close();
    },
  };
}

/**
 * One attempt, so that the true code is reported: by default, the client retries for minutes and then reports a
 * deadline for any failure.
 */
export function oneAttempt({ clock }: Session, context: CallContext): CallOptions {
  const { signal } = context;
  // `autoPaginate` only lists look at: without it, their iterators print a warning.
  return {
    retry: null,
    timeout: remainingMs(context),
    signal,
    autoPaginate: false,
    enableTelemetryLogging: false,
    otherArgs: { options: { interceptors: [dateSeenBy(clock)] } },
  };
}

async function openSession(
  { project, location, credentials, client }: SessionOptions,
  clock: StoreClock,
): Promise<Session> {
  checkPlace({ project, location });
  if (credentials && !client) checkKey(credentials);
  const used = client ?? (await newClient({ project, location, credentials }));
  // Left to its first method, the client would turn a failed sign-in into an unhandled rejection.
  await used.initialize();
  const id = project ?? credentials?.project_id ?? (await used.getProjectId());
  checkPlace({ project: id });
  return {
    client: silent(used),
    clock,
    parent: location === undefined ? `projects/${id}` : `projects/${id}/locations/${location}`,
  };
}

/** A value has 64 KiB, but a page of a list may have 25 000 names. Left to itself, the client takes any length. */
export const LIMIT = { "grpc.max_receive_message_length": 16 * 1024 * 1024 };

/** The client would say nothing of it before it has reached Google, and then in OpenSSL's words. */
function checkKey({ private_key: key }: ServiceAccountKey): void {
  const isEscaped = typeof key === "string" && key.includes(String.raw`\n`);
  if (isEscaped) throw failed("unauthenticated", "", undefined, UNREADABLE_KEY);
}

async function newClient({ project, location, credentials }: SessionOptions) {
  // The SDK takes a quarter of a second to load: not before something is asked for.
  const sdk = await vendorPackage(
    KIND,
    "@google-cloud/secret-manager",
    () => import("@google-cloud/secret-manager"),
  );
  // Only these two, so that no other kind of credentials is ever taken for a key.
  const key = credentials && {
    credentials: { client_email: credentials.client_email, private_key: credentials.private_key },
  };
  return new sdk.SecretManagerServiceClient({
    ...key,
    ...(project !== undefined && { projectId: project }),
    ...LIMIT,
    ...(location !== undefined && { apiEndpoint: `secretmanager.${location}.rep.googleapis.com` }),
  });
}

/**
 * The same client but for its log: with `GOOGLE_SDK_NODE_LOGGING` set, it prints each payload. The caller's own client
 * is left as it is.
 */
function silent(client: SecretManagerServiceClient): SecretManagerServiceClient {
  const log = { info() {}, debug() {}, warn() {}, error() {} };
  return Object.create(client, { _log: { value: log } }) as SecretManagerServiceClient;
}
