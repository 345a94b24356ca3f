import type { CallExpression, Expression } from "oxc-parser";

import { identifierName, isExpression, literalValue, nodesIn } from "../syntax/code-nodes.ts";
import { type CodeFile, type CodeProperty, codeIn, type CodeTree, isValue } from "../syntax/code-tree.ts";
import { moduleNames } from "../syntax/module-names.ts";
import { readClassValidator } from "./class-validator.ts";
import type { ExistingSchema } from "./draft.ts";
import { readJoi } from "./joi.ts";
import { argumentOf, oneLine } from "./t3-env.ts";
import { readZodSchema } from "./zod-schema.ts";

/** What each `ConfigModule.forRoot` of `@nestjs/config` validates by: a Joi schema, a class, or a zod schema. */
export function readNestConfig(tree: CodeTree, folder: string): readonly ExistingSchema[] {
  return optionsIn(tree).flatMap((properties) =>
    properties.flatMap((each) => validatorOf(each, tree, folder) ?? []).slice(0, 1),
  );
}

/** What `ConfigModule.forRoot` says besides a schema. */
export interface NestOptions {
  /** The files of variables, the first of which wins. */
  readonly envFiles?: readonly string[];
  readonly expands: boolean;
  /** What has to be taken over by hand. */
  readonly todos: readonly string[];
}

export function readNestOptions(tree: CodeTree): NestOptions {
  const all = optionsIn(tree).flat();
  const paths = all.find(({ name }) => name === "envFilePath");
  const envFiles = paths && textsIn(literalValue(paths.value));
  return {
    ...(envFiles && { envFiles }),
    expands: all.some(({ name, value }) => name === "expandVariables" && literalValue(value) !== false),
    todos: all.filter((each) => !isTaken(each, envFiles)).map(todoOf),
  };
}

function optionsIn(tree: CodeTree): readonly (readonly CodeProperty[])[] {
  return tree.matching(/@nestjs\/config/).flatMap((file) =>
    forRootsIn(file).map((call) => {
      const options = tree.objectOf(argumentOf(call), file);
      return options ? tree.propertiesOf(options.node, options.file).properties : [];
    }),
  );
}

/** Of Nest's own use, or taken over. */
const TAKEN = new Set([
  "isGlobal",
  "cache",
  "skipProcessEnv",
  "validationSchema",
  "validate",
  "expandVariables",
]);

function isTaken({ name, value }: CodeProperty, envFiles: readonly string[] | undefined): boolean {
  if (name === "envFilePath") return envFiles !== undefined;
  return TAKEN.has(name) || (name === "ignoreEnvFile" && literalValue(value) === false);
}

function todoOf({ name, value, file }: CodeProperty): string {
  return `@nestjs/config's ${oneLine(`${name}: ${codeIn(value, file)}`)} isn't here${INSTEAD[name] ?? ""}`;
}

const INSTEAD: Readonly<Record<string, string>> = {
  load: ": what it makes of variables is a group of the schema, or a .transform()",
  envFilePath: ": name the files in dotenv([…])",
  ignoreEnvFile: ": take dotenv() out of sources where no file is to be read",
  validatePredefined: ": the schema is for all sources",
};

function textsIn(value: unknown): readonly string[] | undefined {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = all.filter((each): each is string => typeof each === "string" && each !== "");
  return texts.length === all.length && texts.length > 0 ? texts : undefined;
}

function forRootsIn(file: CodeFile): readonly CallExpression[] {
  const { exportOf } = moduleNames(/^@nestjs\/config$/, file);
  return [...nodesIn(file.program)].flatMap((node) => {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return [];
    const { object, property } = node.callee;
    const isModule = (exportOf(object) ?? identifierName(object)) === "ConfigModule";
    return isModule && identifierName(property) === "forRoot" ? [node] : [];
  });
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
