import type { Redactor } from "../redactor.ts";

/** What the processors of logs and of spans have in common. */
interface Processor {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

interface LogProcessor<Record, Context> extends Processor {
  onEmit(record: Record, context?: Context): void;
}

interface SpanProcessor<Started, Ended, Context> extends Processor {
  onStart(span: Started, context: Context): void;
  onEnd(span: Ended): void;
}

/**
 * A processor of log records that passes copies to the next one.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { logRedaction, redactor } from "@confide/redact";
 * import { ConsoleLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
 *
 * const next = new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() });
 * const redaction = logRedaction(redactor([new Secret("not-a-real-token", "token")]), next);
 * const provider = new LoggerProvider({ processors: [redaction] });
 * ```
 */
export function logRedaction<Record extends object, Context>(
  redactor: Redactor,
  next: LogProcessor<Record, Context>,
): LogProcessor<Record, Context> {
  return {
    onEmit: (record, context) => next.onEmit(copyOf(redactor, record, LOG_PARTS), context),
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  };
}

/**
 * A processor of spans that passes copies to the next one: names, attributes, events, links and the status.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { redactor, spanRedaction } from "@confide/redact";
 * import { ConsoleSpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
 *
 * const next = new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() });
 * const redaction = spanRedaction(redactor([new Secret("not-a-real-token", "token")]), next);
 * const provider = new TracerProvider({ spanProcessors: [redaction] });
 * ```
 */
export function spanRedaction<Started, Ended extends object, Context>(
  redactor: Redactor,
  next: SpanProcessor<Started, Ended, Context>,
): SpanProcessor<Started, Ended, Context> {
  return {
    onStart: (span, context) => next.onStart(span, context),
    onEnd: (span) => next.onEnd(copyOf(redactor, span, SPAN_PARTS)),
    forceFlush: () => next.forceFlush(),
    shutdown: () => next.shutdown(),
  };
}

const LOG_PARTS = ["body", "attributes", "eventName", "exception"] as const;
const SPAN_PARTS = ["name", "attributes", "events", "links", "status"] as const;

/** The original with some parts in place of its own, which it keeps: other processors see it too. */
function copyOf<T extends object>({ redactObject }: Redactor, original: T, parts: readonly string[]): T {
  return new Proxy(original, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      // Its methods may need what only the original has.
      if (typeof value === "function") return value.bind(target) as unknown;
      return typeof key === "string" && parts.includes(key) ? redactObject(value) : value;
    },
  });
}
