/** Node's modules on use: importing them would slow the start of every program that only names a rotation. */
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
