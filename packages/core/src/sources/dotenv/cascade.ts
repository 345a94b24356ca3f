import { misuse } from "../../util/misuse.ts";

/** The files of a mode, the first wins. */
export function cascade(path: string, mode = ""): readonly string[] {
  // It may come from a variable: `NODE_ENV=../other` must not lead to another folder.
  if (!/^\w[\w-]*$/.test(mode)) throw misuse("dotenv({ mode }) takes a plain name: production, test");
  const files = [`${path}.${mode}.local`, `${path}.local`, `${path}.${mode}`, path];
  return mode === "test" ? files.filter((file) => file !== `${path}.local`) : files;
}
