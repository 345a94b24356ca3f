import type { Envelope } from "../envelope.ts";
import type { Terminal } from "../terminal.ts";

/**
 * The envelope in lines: what happened, then a word and one JSON object a line, so that a line can be cut off or searched
 * for. All on stdout: some agents are shown nothing else.
 */
export function writeForAgent(envelope: Envelope, terminal: Terminal): void {
  const { command, exitCode, problems, warnings, next, data } = envelope;
  const lines = [
    `confide ${command}: ${OUTCOMES[exitCode] ?? OUTCOMES[1]}, exit code ${exitCode}`,
    ...problems.map((each) => `problem ${JSON.stringify(each)}`),
    ...warnings.map((each) => `warning ${JSON.stringify(each)}`),
    ...next.map((each) => `next ${JSON.stringify(each)}`),
    ...(data === null ? [] : [`data ${JSON.stringify(data)}`]),
  ];
  terminal.stdout.write(`${lines.join("\n")}\n`);
}

const OUTCOMES: Readonly<Record<number, string>> = {
  0: "nothing is wrong",
  1: "problems found",
  2: "could not look",
};
