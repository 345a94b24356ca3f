import type { Redactor } from "../redactor.ts";

type Next = (error: unknown) => void;

/**
 * An error handler for Express. It has to be the first: those after it, and Express's own, get a copy.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { expressRedaction, redactor } from "@confide/redact";
 * import express from "express";
 *
 * const app = express();
 * app.use(expressRedaction(redactor([new Secret("not-a-real-token", "token")])));
 * ```
 */
export function expressRedaction({
  redactError,
}: Redactor): (error: unknown, request: unknown, response: unknown, next: Next) => void {
  // Express knows an error handler by its four parameters.
  return (error, _request, _response, next) => {
    next(redactError(error));
  };
}
