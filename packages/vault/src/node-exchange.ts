import type { IncomingMessage } from "node:http";
import type { AgentOptions } from "node:https";
import type { SecureContext } from "node:tls";

import type { Exchange, WireAnswer, WireBody } from "./transport.ts";

export interface TlsSettings {
  /** Who is trusted. */
  readonly ca?: readonly string[] | undefined;
  /** What is shown to a Vault that asks who is there. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The same, parsed once. Runtimes other than Node look at the others. */
  readonly secureContext: SecureContext;
  readonly servername?: string | undefined;
}

export const hasNodeClient = (): boolean => globalThis.process?.getBuiltinModule?.("node:http") !== undefined;

/**
 * Node's own client: it takes certificates, and for many small answers does half of the work of `fetch`. Connections are the
 * process's own, with its proxy; those with certificates are kept apart.
 */
export function nodeExchange(endpoint: string, tls: TlsSettings | undefined): Exchange {
  const { Agent, globalAgent, request } = clientFor(endpoint);
  const agent = tls && new Agent({ ...globalAgent.options, ...defined(tls) });
  return async ({ url, body, ...options }) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { ...options, ...(agent && { agent }) }, (message) =>
        resolve(wireAnswer(message)),
      );
      sent.on("error", reject);
      sent.on("close", () => reject(new Error("no answer came"))); // as after a switch to another protocol
      sent.end(body);
    });
}

function clientFor(endpoint: string): typeof import("node:https") {
  if (endpoint.startsWith("https:")) return process.getBuiltinModule("node:https");
  return process.getBuiltinModule("node:http") as unknown as typeof import("node:https"); // the same, without TLS
}

/** Node takes an option that is `undefined` for one that is set. */
function defined(tls: TlsSettings): AgentOptions {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

function wireAnswer(message: IncomingMessage): WireAnswer {
  const { statusCode = 0, headers } = message;
  const body: WireBody = Object.assign(message, { cancel: async () => void message.destroy() });
  return { status: statusCode, headers: { get: (name) => headers[name]?.toString() ?? null }, body };
}
