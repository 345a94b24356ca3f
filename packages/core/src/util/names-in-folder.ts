import { builtin } from "./builtin.ts";

/** None for a folder that can't be read: it may be gone meanwhile, and opening a file in it says what is wrong. */
export function namesInFolder(folder: string): readonly string[] {
  try {
    return builtin("node:fs").readdirSync(folder);
  } catch {
    return [];
  }
}
