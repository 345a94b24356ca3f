import { codeTree } from "../syntax/code-tree.ts";
import { readConvict } from "./convict.ts";
import type { ExistingSchema } from "./draft.ts";
import { readEnvalid } from "./envalid.ts";
import { readNestConfig } from "./nest-config.ts";
import { readT3Env } from "./t3-env.ts";
import { readZodByHand } from "./zod-schema.ts";

/** The schema that a project has already, read without running anything of it. */
export async function existingSchema(
  paths: readonly string[],
  folder: string,
): Promise<ExistingSchema | undefined> {
  if (paths.length === 0) return undefined;
  const tree = await codeTree(paths);
  return (
    readT3Env(tree, folder) ??
    readEnvalid(tree) ??
    readConvict(tree) ??
    readNestConfig(tree, folder) ??
    readZodByHand(tree, folder)
  );
}
