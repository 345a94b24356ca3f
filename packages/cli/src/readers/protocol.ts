import type { Envelope } from "../envelope.ts";
import type { Terminal } from "../terminal.ts";

/** To another program, in its own protocol: what makes texts for people isn't loaded. */
export function writeAnswer(
  answer: string,
  { warnings, exitCode }: Envelope,
  terminal: Terminal,
): Envelope["exitCode"] {
  for (const { message } of warnings) terminal.stderr.write(`confide: ${message}\n`);
  terminal.stdout.write(`${answer}\n`);
  return exitCode;
}
