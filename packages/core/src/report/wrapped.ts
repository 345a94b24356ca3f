const MARK_OF_MORE = " ·";

/**
 * Parts behind each other, in lines of a width: broken between two of them, or inside one that is wider than a line, at its
 * spaces. A name or a path has none, and stays whole however long it is, as people copy it.
 */
export function wrapped(parts: readonly string[], width: number): readonly string[] {
  const lines = [""];
  for (const piece of parts.flatMap((part, index) => pieces(part, index === parts.length - 1, width))) {
    const last = lines.at(-1) ?? "";
    const joined = last === "" ? piece : `${last} ${piece}`;
    if (last === "" || joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}

function pieces(part: string, isLast: boolean, width: number): readonly string[] {
  const text = isLast ? part : part + MARK_OF_MORE;
  return text.length <= width ? [text] : text.split(" ");
}
