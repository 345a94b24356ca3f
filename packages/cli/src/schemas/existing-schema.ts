import { relative } from "node:path";

import { codeTree } from "../syntax/code-tree.ts";
import { readConvict } from "./convict.ts";
import type { ExistingSchema } from "./draft.ts";
import { readEnvalid } from "./envalid.ts";
import { readNestConfig, readNestOptions } from "./nest-config.ts";
import { readT3Env } from "./t3-env.ts";
import { readZodByHand } from "./zod-schema.ts";

/** What a project's code says of its settings, read without running anything of it. */
export interface ExistingSettings {
  readonly schema: ExistingSchema | undefined;
  /** What could not be taken over of anything but the schema. */
  readonly todos: readonly string[];
  /** The files of variables, the first of which wins; left out: those that are usual. */
  readonly envFiles?: readonly string[];
  /** Variables in files are expanded. */
  readonly expands: boolean;
}

/** @param folder That of the file that will hold the code. */
export async function existingSettings(paths: readonly string[], folder: string): Promise<ExistingSettings> {
  if (paths.length === 0) return { schema: undefined, todos: [], expands: false };
  const tree = await codeTree(paths);
  const [schema, ...others] = [
    ...readT3Env(tree, folder),
    ...readEnvalid(tree),
    ...readConvict(tree),
    ...readNestConfig(tree, folder),
    ...[readZodByHand(tree, folder) ?? []].flat(),
  ];
  const { todos, ...nest } = readNestOptions(tree);
  return { ...nest, schema, todos: [...todos, ...othersTodos(schema, others, folder)] };
}

/** One is taken over. Of two that read the same schema, one is none. */
function othersTodos(
  schema: ExistingSchema | undefined,
  others: readonly ExistingSchema[],
  folder: string,
): readonly string[] {
  const names = new Set(schema?.drafts.map(({ path }) => path.join(".")));
  return others
    .filter(({ drafts }) => drafts.some(({ path }) => !names.has(path.join("."))))
    .map(
      ({ kind, file }) =>
        `another schema of ${kind} isn't here: that in ${relative(folder, file).replaceAll("\\", "/")}`,
    );
}
