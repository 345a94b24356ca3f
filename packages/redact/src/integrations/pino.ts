import type { Redactor } from "../redactor.ts";

/**
 * Hooks for pino. They redact each line as it is written, with serializers, bindings of children and mixins in it.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { pinoRedaction, redactor } from "@confide/redact";
 * import { pino } from "pino";
 *
 * const logger = pino({ hooks: pinoRedaction(redactor([new Secret("not-a-real-token", "token")])) });
 * logger.info("Bearer not-a-real-token");
 * ```
 */
export function pinoRedaction({ redact }: Redactor): { streamWrite: (line: string) => string } {
  return { streamWrite: redact };
}
