export interface ArgumentSpec {
  /** In capitals: `SETTING`. */
  readonly name: string;
  readonly summary: string;
  readonly required?: true;
  /** It takes all arguments that follow, also those after `--`. */
  readonly many?: true;
  /** It is written after `--`, as it may have options of its own. */
  readonly behindDashes?: true;
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
  /** The option without which it means nothing. */
  readonly only?: string;
  /** An option that goes another way: the two together mean nothing. */
  readonly excludes?: string;
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

/** Of commands that hand settings on as variables. */
export const VARIABLE_OPTIONS: readonly OptionSpec[] = [
  {
    name: "only",
    value: "SETTING",
    many: true,
    summary: "only this setting, or group of settings; may be repeated",
    completes: "setting",
  },
  { name: "prefix", value: "TEXT", summary: "put TEXT before the name of each variable" },
];

/** Of commands that write a file. */
export const YES_OPTION: OptionSpec = {
  name: "yes",
  short: "y",
  summary: "write what the difference shows, without the question",
};

/** Of commands that work on one store. */
export const STORE_OPTION: OptionSpec = {
  name: "store",
  short: "s",
  value: "NAME",
  summary: "which store, where the definition has several",
  completes: "store",
};

/** Why a value isn't taken from the command line. It isn't quoted. */
export const VALUE_REFUSED = {
  message:
    "A value is never given on the command line: the shell keeps it in its history, and the list of processes shows it to everybody",
  fix: "give it by standard input, or leave it out and you are asked for it; replace the one that was given, as others may know it now",
} as const;

/** Of commands that read audit files. */
export const AUDIT_FILE_OPTION: OptionSpec = {
  name: "file",
  short: "f",
  value: "FILE",
  many: true,
  summary: "an audit file, in place of the definition's; may be repeated",
  completes: "file",
};
