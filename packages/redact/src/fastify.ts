import type { Redactor } from "./redactor.ts";

interface Reply {
  send(payload: unknown): unknown;
}

/** An error handler for Fastify, `app.setErrorHandler(fastifyRedaction(redactor))`: Fastify logs and answers with a copy. */
export function fastifyRedaction({
  redactError,
}: Redactor): (error: unknown, request: unknown, reply: Reply) => unknown {
  return (error, _request, reply) => reply.send(redactError(error));
}
