/** Node's modules on use: importing them would slow the start of every program that only names a rotation. */
export const node = {
  get fs() {
    return process.getBuiltinModule("node:fs/promises");
  },
  get path() {
    return process.getBuiltinModule("node:path");
  },
  get os() {
    return process.getBuiltinModule("node:os");
  },
  get crypto() {
    return process.getBuiltinModule("node:crypto");
  },
};

/** What Node's own errors are told apart by: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}
