/**
 * Whether a program printed what its page says. "…" stands for anything within a line, and alone on a line for any lines.
 * Line ends and white space at the end of lines don't count.
 */
export function outputMatches(printed: string, expected: string): boolean {
  const lines = normalized(expected).split("\n").map(toPattern);
  return new RegExp(`^${lines.join("\\n")}$`).test(normalized(printed));
}

function toPattern(line: string): string {
  if (line.trim() === "…") return "[^]*?";
  return line.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll("…", ".*?");
}

function normalized(text: string): string {
  return text
    .replaceAll(/\r\n/g, "\n")
    .replaceAll(/[^\S\n]+$/gm, "")
    .replace(/^\n+|\n+$/g, "");
}
