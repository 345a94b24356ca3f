import type { CallContext } from "@confide/core";

import { failureOf } from "./failure.ts";
import { fetchTransport } from "./transport.ts";

/** What is used of node-vault's client. */
export interface VaultClient {
  request(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface ClientOptions {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly client?: VaultClient | undefined;
  readonly fetch?: typeof fetch | undefined;
}

interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Without `/v1`; encoded. */
  readonly path: string;
  readonly body?: object;
  readonly token?: string | undefined;
  readonly context: Pick<CallContext, "signal" | "deadlineMs">;
}

/** One attempt; rejects with a StoreError. */
export type Caller = (call: Call) => Promise<unknown>;

/** node-vault, imported at the first call. */
export function caller(options: ClientOptions): Caller {
  let client: Promise<VaultClient> | undefined;
  return async ({ method = "GET", path, body, token, context }) => {
    try {
      context.signal.throwIfAborted();
      client ??= clientOf(options);
      return await (
        await client
      ).request({
        method,
        path: `/${path}`,
        signal: context.signal,
        headers: {
          ...(token !== undefined && { "X-Vault-Token": token }),
          ...(method === "PATCH" && { "content-type": "application/merge-patch+json" }),
        },
        ...(body && { json: body }),
      });
    } catch (error) {
      throw failureOf(error, {
        path: decodeURIComponent(path),
        capability: capabilityOf(method, path),
        context,
      });
    }
  };
}

async function clientOf({
  address,
  namespace,
  client,
  fetch = globalThis.fetch,
}: ClientOptions): Promise<VaultClient> {
  if (client) return client;
  const { default: nodeVault } = await import("node-vault");
  const made = nodeVault({
    ...(address !== undefined && { endpoint: address }),
    ...(namespace !== undefined && { namespace }),
    "request-promise": fetchTransport(fetch),
    noCustomHTTPVerbs: true, // some proxies, and Node's own HTTP server, refuse LIST
    debug: () => {}, // DEBUG=node-vault prints what is written
  });
  made.token = ""; // each call brings its own; a login brings none
  return made;
}

/** The capability that a policy must grant for a call. */
function capabilityOf(method: string, path: string): string {
  if (path.endsWith("?list=true")) return "list";
  return { GET: "read", PATCH: "patch", DELETE: "delete" }[method] ?? "update";
}
