import { onUse, type StoreClock, untilDeadline, vendorPackage } from "@confide/core/adapter";

import { addressOf, type AddressOptions, namespaceOf } from "./address.ts";
import type { Bounds } from "./bounds.ts";
import { credentialOf } from "./credential.ts";
import { failure, failureOf, KIND } from "./errors.ts";
import { hasNodeClient, nodeExchange } from "./node-exchange.ts";
import { type Exchange, fetchExchange, transport } from "./transport.ts";
import { tlsSettings, type TrustOptions, untrustedFix } from "./trust.ts";

/** The part of node-vault's client that is used. */
export interface VaultClient {
  request(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface ClientOptions extends AddressOptions, TrustOptions {
  /** @default one with a transport of confide's own */
  readonly client?: VaultClient | undefined;
  /** @default Node's own client; globalThis.fetch where the runtime has none */
  readonly fetch?: typeof fetch | undefined;
  /** @default 4_194_304 (4 MiB) */
  readonly maxAnswerBytes?: number | undefined;
}

interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Without `/v1`; encoded. */
  readonly path: string;
  readonly body?: object;
  readonly token?: string | undefined;
  /** In which it is made, where that is another than the store's. */
  readonly namespace?: string | undefined;
  readonly context: Bounds;
}

/** One attempt; rejects with a SourceError. */
export type Caller = (call: Call) => Promise<unknown>;

/** node-vault, imported at the first call. */
export function caller(options: ClientOptions, clock?: StoreClock): Caller {
  const ready = onUse(async () => clientOf(options, clock));

  return async ({ method = "GET", path, body, token, namespace, context }) => {
    try {
      context.signal.throwIfAborted();
      const client = await ready.get();
      return await client.request({
        method,
        path: `/${path}`,
        // Also where the caller's signal says nothing, and however slowly an answer comes.
        signal: untilDeadline(context),
        headers: {
          ...(token !== undefined && { "X-Vault-Token": credentialOf(token, "the token") }),
          ...namespaceHeader(options, namespace),
          ...(method === "PATCH" && { "content-type": "application/merge-patch+json" }),
        },
        ...(body && { json: body }),
      });
    } catch (error) {
      throw failureOf(error, {
        path: decodeURIComponent(path),
        capability: capabilityOf(method, path),
        context,
        untrustedFix: () => untrustedFix(options),
      });
    }
  };
}

async function clientOf(options: ClientOptions, clock?: StoreClock): Promise<VaultClient> {
  const { client, maxAnswerBytes } = options;
  if (client) return client;
  const endpoint = addressOf(options);
  namespaceOf(options); // refused at once, if it is none
  const { default: nodeVault } = await vendorPackage(KIND, "node-vault", () => import("node-vault"));
  const made = nodeVault({
    endpoint,
    "request-promise": transport(await exchangeOf(options, endpoint), { clock, maxAnswerBytes }),
    noCustomHTTPVerbs: true, // some proxies, and Node's own HTTP server, refuse LIST
    debug: () => {}, // DEBUG=node-vault prints written values
  });
  // What node-vault would take from the environment, unchecked.
  return Object.assign(made, {
    token: "", // each call has its own, and a login has none
    namespace: "", // each call has its own
    pathPrefix: "",
  });
}

async function exchangeOf(options: ClientOptions, endpoint: string): Promise<Exchange> {
  const fetch = options.fetch ?? (hasNodeClient() ? undefined : globalThis.fetch);
  if (!fetch)
    return nodeExchange(endpoint, endpoint.startsWith("https:") ? await tlsSettings(options) : undefined);
  if (options.ca === undefined) return fetchExchange(fetch);
  throw failure("unknown", "the option ca has no effect beside fetch: take one of them out");
}

/** A client of somebody's own has a namespace of its own, which node-vault sends with every call. */
function namespaceHeader(options: ClientOptions, namespace: string | undefined): Record<string, string> {
  const used = namespaceOf(
    options.client
      ? { namespace: namespace ?? "" }
      : { ...options, ...(namespace !== undefined && { namespace }) },
  );
  return used === undefined ? {} : { "X-Vault-Namespace": used };
}

/** The capability that a policy must grant for a call. */
function capabilityOf(method: string, path: string): string {
  if (path.endsWith("?list=true")) return "list";
  return { GET: "read", PATCH: "patch", DELETE: "delete" }[method] ?? "update";
}
