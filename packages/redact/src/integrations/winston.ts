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
 * ```ts
 * import { Secret } from "@confide/core";
 * import { redactor, winstonRedaction } from "@confide/redact";
 * import { createLogger, format, transports } from "winston";
 *
 * const redaction = winstonRedaction(redactor([new Secret("not-a-real-token", "token")]));
 * const { json, combine } = format;
 * const logger = createLogger({ format: combine(json(), redaction), transports: new transports.Console() });
 * logger.info("Bearer not-a-real-token");
 * ```
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
