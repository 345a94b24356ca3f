import type { Envelope } from "../envelope.ts";
import type { Terminal } from "../terminal.ts";

/** One JSON object on stdout, whatever happened. */
export function writeForProgram(envelope: Envelope, terminal: Terminal): void {
  terminal.stdout.write(`${JSON.stringify(envelope, null, 2)}\n`);
}
