/** One line of a `.env.example`, or several where a quoted value goes on. */
export interface EnvLine {
  readonly text: string;
  /** The variable that it sets, or would set without its `#`. */
  readonly name?: string;
  /** What follows the name, quotes and comment too. */
  readonly value?: string;
  readonly commented: boolean;
}

/** `NAME=value`, or dotenv's other form, `NAME: value`. */
const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][\w.-]*)(?:\s*=\s*|:(?:\s+|$))(.*)$/;

/** Words before a colon are in many comments: what is commented out counts with a `=` only. */
const COMMENTED = /^(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** Sentences in comments hold a `=` now and then: a variable that is commented out is spelled in capitals. */
const NAME_IN_CAPITALS = /^[A-Z_][A-Z0-9_]*$/;

export function envLines(text: string): readonly EnvLine[] {
  const lines = text.split(/\r?\n/);
  const found: EnvLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const { mark, name, value } = assignmentIn(line);
    const commented = mark !== "";
    if (name === undefined || (commented && !NAME_IN_CAPITALS.test(name))) {
      found.push({ text: line, commented });
      continue;
    }
    const last = commented ? index : endOfValue(lines, index, value);
    const rest = [value, ...lines.slice(index + 1, last + 1)].join("\n");
    found.push({ text: lines.slice(index, last + 1).join("\n"), name, value: rest, commented });
    index = last;
  }
  return found;
}

interface Assignment {
  /** `# ` and the white space around it. */
  readonly mark: string;
  readonly name?: string | undefined;
  readonly value: string;
}

function assignmentIn(line: string): Assignment {
  const [mark = ""] = /^\s*#\s*/.exec(line) ?? [];
  const form = mark === "" ? ASSIGNMENT : COMMENTED;
  const [, name, value = ""] = form.exec(line.slice(mark.length).trimStart()) ?? [];
  return { mark, name, value };
}

/** A quote that isn't closed on its line is closed on a later one, or is no quote. */
function endOfValue(lines: readonly string[], start: number, value: string): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) !== -1) return start;
  const end = lines.findIndex((line, index) => index > start && line.includes(quote));
  return end === -1 ? start : end;
}

/**
 * What a difference shows of a line: confide's own whole, of the others a variable's name, `PORT=…`. Anything else may be a
 * piece of a value, also what looks like a comment, or like a name that nobody spells in capitals.
 */
export function withoutValues(generated: string): (line: string) => string {
  const own = new Set(generated.split("\n"));
  const names = new Set([...own].flatMap((line) => assignmentIn(line).name ?? []));
  return (line) => {
    if (own.has(line) || line.trim() === "") return line;
    const { mark, name = "" } = assignmentIn(line);
    if (names.has(name) || (mark === "" && NAME_IN_CAPITALS.test(name))) return `${mark}${name}=…`;
    return /^\s*#/.test(line) ? "# …" : "…";
  };
}
