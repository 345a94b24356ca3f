/** A small app as a user of a framework or a bundler would begin it. */
export interface App {
  readonly name: string;
  /** What makes the project before anything is installed: a package with a program, and its arguments. The project's folder is `app`. */
  readonly starter?: Command;
  /** What npm installs beside zod and core. */
  readonly packages: readonly string[];
  /** Packed packages beside core. */
  readonly confide?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** What becomes of files that the starter made. */
  readonly edits?: Readonly<Record<string, (made: string) => string>>;
  /** Files that the starter made and the page tells to replace. */
  readonly removes?: readonly string[];
  /** Programs of `node_modules/.bin`, or `node`, with their arguments, in turn. */
  readonly build?: readonly Command[];
  /** Warnings of a build, or of Node, that aren't about this library's code. */
  readonly othersWarnings?: RegExp;
  /** What is in the environment while it is built; `buildSettings` if left out. */
  readonly buildEnvironment?: Readonly<Record<string, string>>;
  /** The folder of the build that is deployed. It is copied and started where no node_modules is; else the app's own folder. */
  readonly ships?: string;
  readonly start: Command;
  /** The version of Node that `start` runs with, where it isn't the workspace's. */
  readonly node?: string;
  /** What the program needs in its environment besides the settings. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where a server answers, on the port that `PORT` names. A program without prints its answer, and ends. */
  readonly paths?: readonly string[];
  /** Those of `paths` that greet, as the page of the documents does, and say nothing of the other settings. */
  readonly greets?: readonly string[];
  /** Files of the build for browsers, in which no server setting may be either. */
  readonly client?: string;
}

export type Command = readonly [program: string, ...parameters: string[]];
