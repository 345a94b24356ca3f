import type { IncomingMessage } from "node:http";
import type { SecureContext } from "node:tls";

import type { Exchange, WireAnswer, WireBody } from "./transport.ts";

export interface TlsSettings {
  /** What is trusted, and what is shown to a Vault that asks who is there. */
  readonly secureContext: SecureContext;
  readonly servername?: string | undefined;
}

/** Node's own client, as `fetch` can't be given certificates. Its connections are kept, and keep no program running. */
export async function nodeExchange({ secureContext, servername }: TlsSettings): Promise<Exchange> {
  const { Agent, request } = await import("node:https");
  const agent = new Agent({ keepAlive: true, secureContext, ...(servername && { servername }) });
  return async ({ url, body, ...options }) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { ...options, agent }, (message) => resolve(wireAnswer(message)));
      sent.on("error", reject);
      sent.on("close", () => reject(new Error("no answer came"))); // as after a switch to another protocol
      sent.end(body);
    });
}

function wireAnswer(message: IncomingMessage): WireAnswer {
  const { statusCode = 0, headers } = message;
  const body: WireBody = Object.assign(message, { cancel: async () => void message.destroy() });
  return { status: statusCode, headers: { get: (name) => headers[name]?.toString() ?? null }, body };
}
