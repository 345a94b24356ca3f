/**
 * The functions of `node:fs` for what runs at each call of a tool. An `import` of Node's module asks for all that it exports, so that
 * Node loads its streams, promises and watchers, which takes longer than all that a hook does.
 */
export const {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
}: typeof import("node:fs") = process.getBuiltinModule("node:fs");
