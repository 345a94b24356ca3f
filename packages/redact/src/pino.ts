import type { Redactor } from "./redactor.ts";

/**
 * Hooks for pino: `pino({ hooks: pinoRedaction(redactor) })`. It looks through each line as it is written, so that
 * serializers, bindings of children and mixins are in it.
 */
export function pinoRedaction({ redact }: Redactor): { streamWrite: (line: string) => string } {
  return { streamWrite: redact };
}
