import { Spans } from "../spans.ts";
import type { Looked, Looker } from "./format.ts";

/** What guides on keeping secrets out of logs commonly give. docs/redaction.md says what these miss. */
const EXPRESSIONS = [
  ["password", /(?<=(?:password|passwd|pwd)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi],
  ["api-key", /(?<=api[_-]?key["']?\s*[:=]\s*["']?)[^\s"',}]+/gi],
  ["token", /(?<=token["']?\s*[:=]\s*["']?)[^\s"',}]+/gi],
  ["secret", /(?<=secret["']?\s*[:=]\s*["']?)[^\s"',}]+/gi],
] as const;

/** Of a line without an end a stream holds back no more. */
const LONGEST_LINE = 4096;

/** The guide's four expressions, for those who were told to have them. */
export const guide: Looker = {
  find(text: string, from: number, final: boolean): Looked {
    const line = Math.max(text.lastIndexOf("\n") + 1, from, text.length - LONGEST_LINE);
    return { spans: found(text, from), tail: final ? text.length : line };
  },
};

function found(text: string, from: number): Looked["spans"] {
  const matches = EXPRESSIONS.flatMap(([name, expression]) =>
    Array.from(text.slice(from).matchAll(expression), ({ 0: value, index }) => ({
      start: from + index,
      end: from + index + value.length,
      name,
    })),
  );
  const spans = new Spans();
  for (const { start, end, name } of matches.sort((a, b) => a.start - b.start))
    if (!text.startsWith("[secret", start)) spans.add(start, end, `[redacted ${name}]`, false);
  return spans.list;
}
