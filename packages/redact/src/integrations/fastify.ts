import type { Redactor } from "../redactor.ts";

interface Reply {
  send(payload: unknown): unknown;
}

/**
 * An error handler for Fastify, which then logs a copy of the error and answers with it.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { fastifyRedaction, redactor } from "@confide/redact";
 * import { fastify } from "fastify";
 *
 * const app = fastify();
 * app.setErrorHandler(fastifyRedaction(redactor([new Secret("not-a-real-token", "token")])));
 * ```
 */
export function fastifyRedaction({
  redactError,
}: Redactor): (error: unknown, request: unknown, reply: Reply) => unknown {
  return (error, _request, reply) => reply.send(redactError(error));
}
