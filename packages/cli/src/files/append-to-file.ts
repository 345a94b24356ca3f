import { appendFileSync } from "node:fs";

import { CouldNotLook } from "../could-not-look.ts";

/** @throws CouldNotLook where the file can't be written. */
export function appendToFile(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new CouldNotLook({
      code: "unwritable-file",
      message: `${path} could not be written${code}`,
      file: path,
    });
  }
}
