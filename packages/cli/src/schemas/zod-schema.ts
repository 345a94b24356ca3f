import type { Expression } from "oxc-parser";

import { chainOf, identifierName, isExpression, nodesIn } from "../syntax/code-nodes.ts";
import { type CodeFile, type CodeTree, isValue } from "../syntax/code-tree.ts";
import type { ExistingSchema } from "./draft.ts";
import { zodDrafts } from "./zod-drafts.ts";

/** A `z.object({ … })`, or a name of one. */
export function readZodSchema(
  schema: Expression,
  file: CodeFile,
  tree: CodeTree,
  folder: string,
): ExistingSchema | undefined {
  const { root, steps } = chainOf(schema);
  const name = identifierName(root);
  const declared = name === undefined ? undefined : tree.declared(name, file);
  if (declared?.node && isValue(declared.node) && steps.length === 0)
    return readZodSchema(declared.node, declared.file, tree, folder);
  const [first, ...others] = steps;
  const given = /^(?:object|strictObject|looseObject)$/.test(first?.name ?? "")
    ? first?.args?.[0]
    : undefined;
  const object = isExpression(given) ? tree.objectOf(given, file) : undefined;
  if (object === undefined) return undefined;
  const { properties, unread } = tree.propertiesOf(object.node, object.file);
  const { drafts, statements } = zodDrafts(properties, { folder });
  const todos = [
    ...unread.map(() => "a spread of the zod object could not be read"),
    ...others
      .filter((each) => !HARMLESS.has(each.name))
      .map((each) => `the zod object's ${each.name} isn't here`),
  ];
  return { kind: "zod", file: file.path, drafts, statements, todos };
}

const HARMLESS = new Set(["strict", "passthrough", "strip", "loose", "readonly", "describe", "brand"]);

/** zod by hand: a schema that parses `process.env`. */
export function readZodByHand(tree: CodeTree, folder: string): ExistingSchema | undefined {
  for (const file of tree.matching(/arse(?:Async)?\(\s*process\.env/)) {
    for (const node of nodesIn(file.program)) {
      if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue;
      const [given] = node.arguments;
      const isEnvironment =
        isExpression(given) && /^process\.env$/.test(file.text.slice(given.start, given.end));
      const found = isEnvironment ? readZodSchema(node.callee.object, file, tree, folder) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}
