export interface ArgumentSpec {
  /** In capitals: `SETTING`. */
  readonly name: string;
  readonly summary: string;
  readonly required?: true;
  /** It takes all that follow, also what stands behind `--`. */
  readonly many?: true;
  /** What a shell offers in its place. */
  readonly completes?: Completes;
}

export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** In capitals: `FILE`. Left out: the option is a flag. */
  readonly value?: string;
  readonly many?: true;
  readonly summary: string;
  readonly completes?: Completes;
}

export type Completes = "file" | "setting" | "store" | readonly string[];

export interface ExampleSpec {
  readonly command: string;
  readonly shows: string;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    name: "config",
    short: "c",
    value: "FILE",
    summary: "the definition's file, and its export behind a #",
    completes: "file",
  },
  { name: "json", summary: "print one JSON object, for programs" },
  { name: "agent", summary: "print for a coding agent: short, no colour, no question" },
  { name: "help", short: "h", summary: "say what the command does" },
];

/** Of commands that write a file. */
export const YES_OPTION: OptionSpec = {
  name: "yes",
  short: "y",
  summary: "write what the difference shows, without the question",
};
