import type { Redactor } from "../redactor.ts";

/** What winston hands from one format to the next; its own parts have symbols for names. */
interface Info {
  level: string;
  message: unknown;
  [name: string | symbol]: unknown;
}

const LEVEL = Symbol.for("level");

/**
 * A format for winston. It has to be the last one.
 *
 * @example
 *   createLogger({ format: format.combine(format.json(), winstonRedaction(redactor(config))) });
 */
export function winstonRedaction({ redactObject }: Redactor): { transform: (info: Info) => Info } {
  return {
    transform(info) {
      // Transports choose by these two; a value that happens to be called "info" isn't in them.
      const { level, [LEVEL]: plainLevel } = info;
      return { ...redactObject({ ...info }), level, [LEVEL]: plainLevel };
    },
  };
}
