/**
 * Whether a program printed what its page says. "…" stands for anything within a line, and alone on a line for any lines.
 * Line ends and white space at the end of lines don't count.
 */
export function outputMatches(printed: string, expected: string): boolean {
  const pattern = normalized(expected)
    .split("\n")
    .map((line) =>
      line.trim() === "…"
        ? "[^]*?"
        : line
            .split("…")
            .map((part) => RegExp.escape(part))
            .join(".*?"),
    )
    .join("\\n");
  return new RegExp(`^${pattern}$`).test(normalized(printed));
}

function normalized(text: string): string {
  return text
    .replaceAll(/\r\n/g, "\n")
    .replaceAll(/[^\S\n]+$/gm, "")
    .replace(/^\n+|\n+$/g, "");
}
