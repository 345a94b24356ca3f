import type { OptionNames } from "../../util/known-options.ts";
import type { Naming } from "../shared/variable-names.ts";

export interface DotenvOptions extends Naming {
  /**
   * Reads `.env.[mode].local`, `.env.local`, `.env.[mode]` and `.env`, the first wins. Not `.env.local` in mode `test`,
   * so that tests run alike on every machine (as in Next.js; Vite reads it there too).
   *
   * @default none: only the given files are read, or `.env`
   */
  readonly mode?: string | undefined;
  /**
   * A missing file is an error; with `mode`, if all are missing.
   *
   * @default false
   */
  readonly required?: boolean | undefined;
  /**
   * An unknown name is an error.
   *
   * @default false
   */
  readonly strict?: boolean | undefined;
  /**
   * Empty text is a value, and not missing.
   *
   * @default false
   */
  readonly keepEmpty?: boolean | undefined;
  /**
   * Resolves `${NAME}` and `${NAME:-default}` against the environment, then the files; not inside single quotes, and
   * `\$` is a dollar sign. A reference to nothing, and a circle, is an error of the setting. Never a shell.
   *
   * @default false
   */
  readonly expand?: boolean | undefined;
  /**
   * The environment that `expand` looks into. `undefined` is the default.
   *
   * @default process.env
   */
  readonly from?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Where relative paths begin.
   *
   * @default process.cwd()
   */
  readonly cwd?: string | undefined;
}

export const DOTENV_OPTIONS: OptionNames<DotenvOptions> = {
  mode: true,
  required: true,
  strict: true,
  keepEmpty: true,
  expand: true,
  from: true,
  cwd: true,
  prefix: true,
  delimiter: true,
  names: true,
};
