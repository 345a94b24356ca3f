/** What a deployment's file says of a variable's value, which is itself not kept. */
type GivenValue =
  /** It is written in the file. */
  | "literal"
  | "empty"
  /** It comes from elsewhere: a shell's variable, a platform's secret. */
  | "reference"
  /** From elsewhere, and if it isn't there, from the file. */
  | "default";

/** A variable that a file gives to a program. */
export interface GivenVariable {
  readonly name: string;
  readonly value: GivenValue;
  readonly file: string;
  readonly line: number;
  /** Of a reference, where the value is: `secrets.DATABASE_URL`. */
  readonly from?: string;
  /** It begins as a JSON object: a group's value, where the name is a group's. */
  readonly isObject?: boolean;
  /** Every program of the file is given it, whether it is the application or not. */
  readonly shared?: true;
  /** For the build only. */
  readonly build?: true;
  /** An image keeps it, or its history does. */
  readonly baked?: true;
}

/** What is given an environment: a service, a container, a job. */
export interface Program {
  /** `service web` */
  readonly what: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly given: readonly GivenVariable[];
  /** Names of the files that hold a secret each. */
  readonly files: readonly string[];
  readonly args: readonly string[];
  /** Its scripts: a name in them may be set there. */
  readonly scripts: readonly string[];
  /** Why it may have variables that the file doesn't show. */
  readonly open: readonly string[];
  /** Why it may have secret files that the file doesn't show. */
  readonly openFiles: readonly string[];
  /** What of the same service in a file before it doesn't count: of Compose's `!reset` and `!override`. */
  readonly drops?: Drops;
  /** The platform may set other values in place of these. */
  readonly isDefault?: true;
  /** No program: what one reads, which isn't among the files. */
  readonly unread?: true;
  /** What it is for, where that has a name: a workflow's environment. */
  readonly stage?: string;
  /** A literal in it is likely made up: a job that tests. */
  readonly trial?: true;
}

export interface Drops {
  /** Whether a variable of it is dropped. */
  readonly variable: (name: string) => boolean;
  readonly files: boolean;
  readonly args: boolean;
}

/** What is wrong with the file by itself: a key that is asked of a Secret that lacks it. */
export interface Flaw {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

export interface Deployed {
  readonly programs: readonly Program[];
  readonly flaws: readonly Flaw[];
}

/** A file's text by its path; `undefined`: it isn't there. */
export type ReadText = (path: string) => string | undefined;

/** A program of which the file says no more than its variables. */
export function program(one: Pick<Program, "what" | "name" | "file" | "line"> & Partial<Program>): Program {
  return { given: [], files: [], args: [], scripts: [], open: [], openFiles: [], ...one };
}

/** Later ones win, as a map's entries do. */
export function lastOfEach(given: readonly GivenVariable[]): readonly GivenVariable[] {
  return [...new Map(given.map((each) => [each.name, each])).values()];
}

export function beginsAsObject(text: string): boolean {
  return /^\s*\{/.test(text);
}
