import type { Output, Terminal } from "../terminal.ts";

/** Marks text for a terminal. Without colour each returns what it is given. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** Not `util.styleText`: it looks at the process's own streams and environment, and this at the terminal's. */
export function styleFor(output: Output, env: Terminal["env"]): Style {
  const colours = hasColours(output, env);
  const code = (open: number, close: number) => (text: string) =>
    colours && text !== "" ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    green: code(32, 39),
    yellow: code(33, 39),
    cyan: code(36, 39),
  };
}

/** `FORCE_COLOR` wins over `NO_COLOR`, as in Node. In CI a terminal is rare, and what there is of one shows colours. */
export function hasColours({ isTTY }: Output, { FORCE_COLOR, NO_COLOR, TERM }: Terminal["env"]): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return isTTY && TERM !== "dumb";
}
