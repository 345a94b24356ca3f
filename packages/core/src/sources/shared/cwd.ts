import { builtin } from "../../util/builtin.ts";

/** Where a relative path begins, for a source that reads files. */
export interface CwdOptions {
  /**
   * Where relative paths begin.
   *
   * @default process.cwd()
   */
  readonly cwd?: string | undefined;
}

/** Where a path really is; without a `cwd` as it was given, so that the process's folder counts when it is read. */
export function inCwd(path: string, cwd: string | undefined): string {
  return cwd === undefined ? path : builtin("node:path").resolve(cwd, path);
}

/** For people, who may not know where a process runs. */
export function absolutePath(path: string): string {
  return builtin("node:path").resolve(path);
}
