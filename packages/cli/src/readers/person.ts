import type { Envelope } from "../envelope.ts";
import type { Finding, NextStep } from "../finding.ts";
import type { Output, Terminal } from "../terminal.ts";
import { type Style, styleFor } from "../text/style.ts";

/** What a command prints for a person besides its envelope. */
export interface ForPerson {
  /** Its data, as the command prints it. */
  readonly text: string;
  /** The problems, where core has printed them. */
  readonly report: string | undefined;
}

/** Data and problems are the output; why it could not look is an error. Next steps are for the eyes, and a pipe gets none. */
export function writeForPerson(envelope: Envelope, { text, report }: ForPerson, terminal: Terminal): void {
  const { problems, warnings, next, exitCode } = envelope;
  const output = exitCode === 2 ? terminal.stderr : terminal.stdout;
  const style = styleFor(output, terminal.env);
  const parts = [
    text,
    report ?? problems.map((each) => findingText(each, style.red(mark(exitCode)), style)).join("\n"),
  ];
  writeParts(output, parts);
  const asides = styleFor(terminal.stderr, terminal.env);
  const steps = terminal.stderr.isTTY || exitCode === 2 ? nextText(next, asides) : "";
  writeParts(terminal.stderr, [
    warnings.map((each) => findingText(each, asides.yellow("!"), asides)).join("\n"),
    steps,
  ]);
}

function mark(exitCode: Envelope["exitCode"]): string {
  return exitCode === 2 ? "confide:" : "✗";
}

function writeParts(output: Output, parts: readonly string[]): void {
  const written = parts.filter((part) => part !== "").map((part) => part.replace(/\n*$/, "\n"));
  if (written.length > 0) output.write(written.join("\n"));
}

function findingText(finding: Finding, marked: string, style: Style): string {
  const { setting, message, secret, places = [], fix, needs } = finding;
  const label = setting === undefined ? "" : `${style.bold(setting)}${secret ? " (secret)" : ""}  `;
  const where = places.map(
    ({ source, location }) => `${source}${location === undefined ? "" : ` ${location}`}`,
  );
  return [
    `${marked} ${label}${message}`,
    ...(where.length > 0 ? [`    in     ${where.join(" · ")}`] : []),
    ...(needs === undefined ? [] : [`    needs  ${needs}`]),
    ...(fix === undefined ? [] : [`    fix    ${fix}`]),
  ].join("\n");
}

function nextText(next: readonly NextStep[], style: Style): string {
  return next.map(({ command, why }) => `${style.dim("next")}  ${style.cyan(command)}  ${why}`).join("\n");
}
