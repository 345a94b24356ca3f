import { isUtf8 } from "node:buffer";
import { join } from "node:path";

/** What leads to a file. A name that is no UTF-8 is known to the operating system by its bytes alone. */
export type FilePath = string | Buffer;

export function fileIn(folder: FilePath, name: Buffer): FilePath {
  if (typeof folder === "string" && isUtf8(name)) return join(folder, name.toString("utf8"));
  return Buffer.concat([Buffer.from(folder), SLASH, name]);
}

const SLASH = Buffer.from("/");
