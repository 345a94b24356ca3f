import type { Redactor } from "../redactor.ts";

/**
 * Hooks for pino. They redact each line as it is written, with serializers, bindings of children and mixins in it.
 *
 * @example
 *   const logger = pino({ hooks: pinoRedaction(redactor(config)) });
 */
export function pinoRedaction({ redact }: Redactor): { streamWrite: (line: string) => string } {
  return { streamWrite: redact };
}
