import type { Envelope } from "../envelope.ts";
import type { Finding, NextStep } from "../finding.ts";
import type { ProblemReport } from "../settings/problem-report.ts";
import type { Output, Terminal } from "../terminal.ts";
import { widthOf } from "../text/page.ts";
import { type Style, styleFor } from "../text/style.ts";
import { wrapped } from "../text/table.ts";
import { textWidth } from "../text/text-width.ts";

/** What a command prints for a person besides its envelope. */
export interface ForPerson {
  /** Its data, as the command prints it; `undefined` where it came to none: then why is an error. */
  readonly text: string | undefined;
  /** The problems, where core has printed them. */
  readonly report: ProblemReport | undefined;
  /** Problems go to stderr too. */
  readonly ownsStdout?: true | undefined;
  /** Next steps are a part of what it says. */
  readonly endsInSteps?: true | undefined;
}

interface Look {
  readonly style: Style;
  readonly width: number;
}

/** Data and problems are the output; why it could not look is an error. Next steps are for the eyes, and a pipe gets none. */
export function writeForPerson(
  envelope: Envelope,
  { text, report, ownsStdout, endsInSteps }: ForPerson,
  { stdout, stderr, env }: Terminal,
): void {
  const { problems, warnings, next, exitCode } = envelope;
  const failed = exitCode === 2 && text === undefined;
  const output = failed || ownsStdout === true ? stderr : stdout;
  const main = writtenTo(output, env);
  const marked = main.style.red(failed ? "confide:" : "✗");
  writeParts(output, [
    text ?? "",
    report?.(main.width) ?? problems.map((each) => findingText(each, marked, main)).join("\n"),
  ]);
  const besides = writtenTo(stderr, env);
  writeParts(stderr, [
    warnings.map((each) => findingText(each, besides.style.yellow("!"), besides)).join("\n"),
    stderr.isTTY || endsInSteps || exitCode === 2 || text === undefined ? nextText(next, besides) : "",
  ]);
}

function writtenTo(output: Output, env: Terminal["env"]): Look {
  return { style: styleFor(output, env), width: widthOf(output) };
}

function writeParts(output: Output, parts: readonly string[]): void {
  const written = parts.filter((part) => part !== "").map((part) => part.replace(/\n*$/, "\n"));
  if (written.length > 0) output.write(written.join("\n"));
}

/** A setting and what is wrong with it, wrapped, then where and what to do. */
function findingText(finding: Finding, marked: string, { style, width }: Look): string {
  const { setting, message, secret, places = [], file, line, fix, needs } = finding;
  const label = setting === undefined ? "" : `${setting}${secret ? " (secret)" : ""}  `;
  const where = places.map(({ source, location = "" }) =>
    location.startsWith(source) ? location : `${source} ${location}`.trim(),
  );
  const at = line === undefined ? file : `${file ?? ""}:${line}`;
  const all = [...where, ...(file === undefined || at === undefined || message.includes(at) ? [] : [at])];
  return [
    `${marked} ${hanging(label + message, "  ", width)}`.replace(
      `${marked} ${label}`,
      `${marked} ${style.bold(label)}`,
    ),
    ...aside("in", all.join(" · "), width),
    ...aside("needs", needs ?? "", width),
    ...aside("fix", fix ?? "", width),
  ].join("\n");
}

function aside(label: string, text: string, width: number): readonly string[] {
  return text === "" ? [] : [`    ${label.padEnd(7)}${hanging(text, " ".repeat(11), width)}`];
}

/** Lines after the first begin with the indent. */
function hanging(text: string, indent: string, width: number): string {
  return wrapped(text, Math.max(20, width - 11)).join(`\n${indent}`);
}

/** The command is one piece, to be copied; the reason follows on its line where it fits. */
function nextText(next: readonly NextStep[], { style, width }: Look): string {
  return next
    .map(({ command, why }) => {
      const fits = textWidth(command) + textWidth(why) + 8 <= width;
      const reason = fits ? `  ${why}` : `\n      ${hanging(why, "      ", width)}`;
      return `${style.dim("next")}  ${style.cyan(command)}${reason}`;
    })
    .join("\n");
}
