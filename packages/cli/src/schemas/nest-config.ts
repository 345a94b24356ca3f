import type { CallExpression, Expression } from "oxc-parser";

import { chainOf, identifierName, isExpression, nodesIn } from "../syntax/code-nodes.ts";
import { readClassValidator } from "./class-validator.ts";
import { type CodeFile, type CodeProperty, type CodeTree, isValue } from "../syntax/code-tree.ts";
import type { ExistingSchema } from "./draft.ts";
import { readJoi } from "./joi.ts";
import { argumentOf } from "./t3-env.ts";
import { readZodSchema } from "./zod-schema.ts";

/** What `ConfigModule.forRoot` of `@nestjs/config` validates by: a Joi schema, a class, or a zod schema. */
export function readNestConfig(tree: CodeTree, folder: string): ExistingSchema | undefined {
  for (const file of tree.matching(/@nestjs\/config/)) {
    const options = tree.objectOf(argumentOf(forRootIn(file)), file);
    const properties = options ? tree.propertiesOf(options.node, options.file).properties : [];
    const found = properties.flatMap((each) => validatorOf(each, tree, folder) ?? [])[0];
    if (found) return found;
  }
  return undefined;
}

function forRootIn({ program }: CodeFile): CallExpression | undefined {
  for (const node of nodesIn(program)) {
    if (node.type !== "CallExpression") continue;
    const { root, steps } = chainOf(node);
    if (identifierName(root) === "ConfigModule" && steps[0]?.name === "forRoot") return node;
  }
  return undefined;
}

function validatorOf(
  { name, value, file }: CodeProperty,
  tree: CodeTree,
  folder: string,
): ExistingSchema | undefined {
  const declared = tree.declared(identifierName(value) ?? "", file);
  if (name === "validationSchema") {
    const schema = declared?.node && isValue(declared.node) ? declared.node : value;
    return readJoi(schema, declared?.file ?? file, tree);
  }
  if (name !== "validate") return undefined;
  return readValidate(declared?.statement ?? value, declared?.file ?? file, tree, folder);
}

/** A function that validates: the class or the schema that it names. */
function readValidate(
  body: object,
  file: CodeFile,
  tree: CodeTree,
  folder: string,
): ExistingSchema | undefined {
  for (const node of nodesIn(body)) {
    if (node.type !== "CallExpression" && node.type !== "MemberExpression") continue;
    const named = node.type === "CallExpression" ? classNamed(node) : undefined;
    const declared = named === undefined ? undefined : tree.declared(named, file);
    if (declared?.node?.type === "ClassDeclaration")
      return readClassValidator(declared.node, declared.file, tree);
    const parsed = parsedSchema(node);
    const schema = parsed && readZodSchema(parsed, file, tree, folder);
    if (schema) return schema;
  }
  return undefined;
}

/** `plainToInstance(EnvironmentVariables, …)` */
function classNamed(call: CallExpression): string | undefined {
  const isPlain = /^plainTo(?:Instance|Class)$/.test(identifierName(call.callee) ?? "");
  return isPlain ? identifierName(argumentOf(call)) : undefined;
}

/** What `.parse` or `.safeParse` is a method of. */
function parsedSchema(node: Expression): Expression | undefined {
  if (node.type !== "MemberExpression" || node.computed || !isExpression(node.object)) return undefined;
  return /^(?:safe)?[pP]arse(?:Async)?$/.test(identifierName(node.property) ?? "") ? node.object : undefined;
}
