import { readFileSync, statSync, type Stats } from "node:fs";

import { CouldNotLook } from "../could-not-look.ts";

/** No file of text that a person writes is as large. */
const LARGEST_TEXT = 64 * 1024 * 1024;

/**
 * The text of a file; `undefined` where there is none. A pipe may have no end and nobody who writes, a device has none.
 *
 * @throws CouldNotLook for what is no file, is too large, or may not be read
 */
export function textOrNone(path: string): string | undefined {
  const found = statOrNone(path);
  if (found === undefined) return undefined;
  refuseOthers(path, found);
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(path, errnoText(error));
  }
}

function statOrNone(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, errnoText(error));
  }
}

function refuseOthers(path: string, found: Stats): void {
  if (!found.isFile()) throw notAFile(path, kindOf(found));
  if (found.size > LARGEST_TEXT) throw notAFile(path, "larger than 64 MiB");
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}

function notAFile(path: string, kind: string): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-file",
    message: `${path} is ${kind}, and was not read`,
    file: path,
    fix: kind === "a pipe" ? "write what comes by it into a file, and name that" : "name a file",
  });
}

function unreadable(path: string, code: string): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-file",
    message: `${path} could not be read${code}`,
    file: path,
  });
}

function errnoText(error: unknown): string {
  return error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
}
