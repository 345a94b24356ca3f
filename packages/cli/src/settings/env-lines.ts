/** One line of a `.env.example`, or several where a quoted value goes on. */
export interface EnvLine {
  readonly text: string;
  /** The variable that it sets, or would set without its `#`. */
  readonly name?: string;
  readonly commented: boolean;
}

const ASSIGNMENT = /^(\s*#\s*)?(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** Sentences in comments hold a `=` now and then: a variable that is commented out is spelled in capitals. */
const COMMENTED_NAME = /^[A-Z_][A-Z0-9_]*$/;

export function envLines(text: string): readonly EnvLine[] {
  const lines = text.split(/\r?\n/);
  const found: EnvLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const [, mark, name, value = ""] = ASSIGNMENT.exec(line) ?? [];
    const commented = mark !== undefined;
    if (name === undefined || (commented && !COMMENTED_NAME.test(name))) {
      found.push({ text: line, commented: /^\s*#/.test(line) });
      continue;
    }
    const last = commented ? index : endOfValue(lines, index, value);
    found.push({ text: lines.slice(index, last + 1).join("\n"), name, commented });
    index = last;
  }
  return found;
}

/** A quote that isn't closed on its line is closed on a later one, or is no quote. */
function endOfValue(lines: readonly string[], start: number, value: string): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) !== -1) return start;
  const end = lines.findIndex((line, index) => index > start && line.includes(quote));
  return end === -1 ? start : end;
}

/** `PORT=3000` → `PORT=…`: what a difference shows of a line that nobody knows the value of. */
export function withoutValue(line: string): string {
  const [, mark = "", name, value = ""] = ASSIGNMENT.exec(line) ?? [];
  if (name === undefined) return /^\s*(#.*)?$/.test(line) ? line : "…";
  return value === "" ? line : `${mark}${name}=…`;
}
