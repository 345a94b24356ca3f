import { fastifyRedaction, pinoRedaction, redactor } from "@confide/redact";
import { fastify, type FastifyInstance } from "fastify";

import type { Config } from "./confide.config.ts";

/** Where log lines go. */
export interface LogStream {
  write(line: string): void;
}

/** An API in front of a vendor's. Nothing that it logs or answers has the vendor's key in it. */
export function createApp(config: Config, stream: LogStream = process.stdout): FastifyInstance {
  const { logLevel, payments } = config;
  const redacting = redactor(config, { knownFormats: true });
  const app = fastify({ logger: { level: logLevel, stream, hooks: pinoRedaction(redacting) } });
  app.setErrorHandler(fastifyRedaction(redacting));

  app.get("/health", async () => ({ ok: true }));

  app.get<{ Params: { id: string } }>("/payments/:id", async ({ params, log }) => {
    const headers = { authorization: `Bearer ${payments.apiKey.reveal()}` };
    const path = `/v1/payments/${encodeURIComponent(params.id)}`;
    const response = await fetch(new URL(path, payments.url), { headers });
    // The line has the key's name where the key was.
    log.debug({ headers, status: response.status }, "asked the vendor");
    if (!response.ok) throw new Error(`the vendor refused ${headers.authorization}: ${response.status}`);
    return response.json();
  });
  return app;
}
