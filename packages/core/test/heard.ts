import diagnostics from "node:diagnostics_channel";

import type { AuditEvent } from "../src/model/audit-event.ts";

const EVENTS = ["load", "read", "reveal", "refresh", "rotate", "policy"] as const;

/** Hears every audit event until it is disposed of. */
export class Heard implements Disposable {
  readonly events: AuditEvent[] = [];
  readonly #hear = (event: unknown) => void this.events.push(event as AuditEvent);

  constructor() {
    for (const event of EVENTS) diagnostics.subscribe(`confide:${event}`, this.#hear);
  }

  /** What was heard since the last look. */
  take(): AuditEvent[] {
    return this.events.splice(0);
  }

  [Symbol.dispose](): void {
    for (const event of EVENTS) diagnostics.unsubscribe(`confide:${event}`, this.#hear);
  }
}
