import type { Redactor } from "../redactor.ts";

interface Reply {
  send(payload: unknown): unknown;
}

/**
 * An error handler for Fastify, which then logs a copy of the error and answers with it.
 *
 * @example
 *   app.setErrorHandler(fastifyRedaction(redactor(config)));
 */
export function fastifyRedaction({
  redactError,
}: Redactor): (error: unknown, request: unknown, reply: Reply) => unknown {
  return (error, _request, reply) => reply.send(redactError(error));
}
