/** What a file of variables says about names. */
interface EnvFileNames {
  /** The text without the lines of a key that stand in no quotes: what looks like a name there is a part of the key. */
  readonly withoutKeys: string;
  /** Lines whose name becomes no setting. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly file: string;
  /** The first line is 1. */
  readonly line: number;
  /** It may be a part of a value: it is compared, and never printed. */
  readonly name: string;
}

/** Other names may be a line of a key, or a part of a password. */
export function isSettingName(name: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(name) && !name.split("_").some(isTooLong);
}

/** For a word; of hexadecimal digits any key is longer. */
function isTooLong(run: string): boolean {
  return run.length > 40 || /^(?=.*\d)[\dA-F]{24,}$/.test(run);
}

const ASSIGNED_NAME = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/;

/** @param parsed The names that the `dotenv` package finds in a text; a line inside of a quoted value has none of them. */
export function envFileNames(
  file: string,
  text: string,
  parsed: (text: string) => readonly string[],
): EnvFileNames {
  const lines = text.split(/\r\n?|\n/);
  const inKey = keyLines(lines);
  const withoutKeys = lines.map((line, index) => (inKey.has(index) ? "" : line)).join("\n");
  const kept = new Set(parsed(withoutKeys).filter(isSettingName));
  // An object of the package's has no `__proto__`.
  const others = new Set([...parsed(text), "__proto__"].filter((name) => !kept.has(name)));
  const leftOut = lines.flatMap((line, index) => {
    const name = ASSIGNED_NAME.exec(line)?.[1];
    return name !== undefined && others.has(name) ? [{ file, line: index + 1, name }] : [];
  });
  return { withoutKeys, leftOut };
}

const KEY_BEGIN = /-{4,5} ?BEGIN |PuTTY-User-Key-File-/;
const KEY_END = /-{4,5} ?END /;
const INSIDE_KEY = /^\s*(?:[A-Za-z0-9+/]*={0,2}|=[A-Za-z0-9+/]{4}|[A-Z][\w-]+: .*)\s*$/;

/** The lines between a key's first and its last, from 0. */
function keyLines(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    if (KEY_BEGIN.test(line)) isOpen = !KEY_END.test(line);
    else if (isOpen && INSIDE_KEY.test(line)) inside.add(index);
    else isOpen = false;
  }
  return inside;
}
