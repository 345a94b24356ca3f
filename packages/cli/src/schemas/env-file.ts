import { isPlausibleName, keyLines } from "@confide/core/adapter";

/** What a file of variables says about names. */
interface EnvFileNames {
  /** The text without the lines of a key that is not quoted: what looks like a name there is a part of the key. */
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
  return /^[A-Z_][A-Z0-9_]*$/.test(name) && isPlausibleName(name);
}

const ASSIGNED_NAME = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/;

/** @param parsed The names that the `dotenv` package finds in a text; a line inside of a quoted value has none of them. */
export function envFileNames(
  file: string,
  text: string,
  parsed: (text: string) => readonly string[],
): EnvFileNames {
  const lines = text.split(/\r\n?|\n/);
  const inKey = keyLines(lines.join("\n"));
  const withoutKeys = lines.map((line, index) => (inKey.has(index + 1) ? "" : line)).join("\n");
  const kept = new Set(parsed(withoutKeys).filter(isSettingName));
  // An object of the package's has no `__proto__`.
  const others = new Set([...parsed(text), "__proto__"].filter((name) => !kept.has(name)));
  const leftOut = lines.flatMap((line, index) => {
    const name = ASSIGNED_NAME.exec(line)?.[1];
    return name !== undefined && others.has(name) ? [{ file, line: index + 1, name }] : [];
  });
  return { withoutKeys, leftOut };
}
