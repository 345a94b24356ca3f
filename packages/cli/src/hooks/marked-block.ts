const BEGIN_HOOK = "# confide: begin. Written by `confide hooks install`";
const END_HOOK = "# confide: end";

/** A text with confide's lines between two marks, behind its first line or at its end. */
export function withBlock(
  before: string,
  lines: readonly string[],
  where: "behind the first line" | "at the end",
): string {
  const block = [BEGIN_HOOK, ...lines, END_HOOK].join("\n");
  const rest = withoutBlock(before);
  if (where === "at the end") return `${rest === "" ? "" : `${rest.replace(/\n*$/, "")}\n\n`}${block}\n`;
  const [first = "", ...others] = rest.split("\n");
  return [first, block, ...others].join("\n");
}

export function withoutBlock(text: string): string {
  const [start, end] = [text.indexOf(BEGIN_HOOK), text.indexOf(END_HOOK)];
  if (start === -1 || end < start) return text;
  const [above, below] = [text.slice(0, start), text.slice(end + END_HOOK.length).replace(/^\n/, "")];
  return below === "" ? above.replace(/\n+$/, above.trim() === "" ? "" : "\n") : above + below;
}
