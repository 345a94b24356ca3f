/** Node's modules on use: importing them would slow the start of every program that only defines a store. */
export const node = {
  get fs() {
    return process.getBuiltinModule("node:fs/promises");
  },
  get path() {
    return process.getBuiltinModule("node:path");
  },
  get crypto() {
    return process.getBuiltinModule("node:crypto");
  },
};

/** The code that distinguishes Node's own errors: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Lets an error pass that only says what was wanted. */
export function ignore(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.includes(codeOf(error) ?? "")) throw error;
  };
}
