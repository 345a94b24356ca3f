import type { CallExpression, Expression } from "oxc-parser";

import { identifierName, isExpression, nodesIn } from "../syntax/code-nodes.ts";
import { type CodeProperty, codeIn, type CodeTree } from "../syntax/code-tree.ts";
import { callsOf } from "../syntax/module-names.ts";
import type { ExistingSchema } from "./draft.ts";
import { zodDrafts } from "./zod-drafts.ts";

/** Each `createEnv` of t3-env: the flat names stay, so that code that reads them changes only where it reads a secret. */
export function readT3Env(tree: CodeTree, folder: string): readonly ExistingSchema[] {
  return tree.matching(/@t3-oss\/env-/).flatMap((file) =>
    callsOf("createEnv", /^@t3-oss\/env-/, file).flatMap((call) => {
      const given = tree.objectOf(argumentOf(call), file);
      if (given === undefined) return [];
      const options = tree.propertiesOf(given.node, given.file).properties;
      return [schemaOf(options, tree, { path: file.path, folder })];
    }),
  );
}

function schemaOf(
  options: readonly CodeProperty[],
  tree: CodeTree,
  { path, folder }: { readonly path: string; readonly folder: string },
): ExistingSchema {
  const groups = options.filter(({ name }) => ["shared", "server", "client"].includes(name));
  const read = groups.map(({ name, value, file }) => {
    const object = tree.objectOf(value, file);
    return object
      ? tree.propertiesOf(object.node, object.file)
      : { properties: [], unread: [`${name} ${codeIn(value, file)}`] };
  });
  const runtime = new Map(
    options.filter(({ name }) => /untimeEnv/.test(name)).flatMap((each) => variablesRead(each, tree)),
  );
  const { drafts, statements } = zodDrafts(
    read.flatMap(({ properties }) => properties),
    { folder, variablesOf: (name) => runtime.get(name) ?? [name] },
  );
  const presets = options
    .filter(({ name }) => name === "extends")
    .map(({ value, file }) => codeIn(value, file));
  const todos = [
    ...read.flatMap(({ unread }) => unread).map((code) => `t3-env's ${oneLine(code)} could not be read`),
    ...presets.map(
      (code) => `t3-env's extends ${oneLine(code)}: a group of @confide/core/presets takes its place`,
    ),
    ...options
      .filter(({ name }) => !TAKEN_OPTIONS.test(name))
      .map(({ name, value, file }) => `t3-env's ${oneLine(`${name}: ${codeIn(value, file)}`)} isn't here`),
  ];
  return { kind: "t3-env", file: path, drafts, statements, todos };
}

/** The schema and where it is read, and what confide does by itself: an empty variable is missing. */
const TAKEN_OPTIONS =
  /untimeEnv|^(?:shared|server|client|extends|clientPrefix|isServer|emptyStringAsUndefined)$/;

/** `runtimeEnv: { URL: process.env.DATABASE_URL }`: the variables that each property reads. */
function variablesRead({ value, file }: CodeProperty, tree: CodeTree): [string, readonly string[]][] {
  const object = tree.objectOf(value, file);
  if (object === undefined) return [];
  return tree.propertiesOf(object.node, object.file).properties.flatMap(({ name, value: read }) => {
    const variables = [...nodesIn(read)].flatMap((node) => variableIn(node) ?? []);
    return variables.length > 0 ? [[name, variables]] : [];
  });
}

/** The variable of `process.env.X`, `process.env["X"]`, `import.meta.env.X`. */
function variableIn(node: object): string | undefined {
  if (!("type" in node) || node.type !== "MemberExpression") return undefined;
  const { object, property, computed } = node as Extract<Expression, { type: "MemberExpression" }>;
  if (object.type !== "MemberExpression" || identifierName(object.property) !== "env") return undefined;
  if (property.type === "Literal") return String(property.value);
  return computed ? undefined : identifierName(property);
}

export function argumentOf(call: CallExpression | undefined, index = 0): Expression | undefined {
  const found = call?.arguments[index];
  return isExpression(found) ? found : undefined;
}

export function oneLine(code: string): string {
  const text = code.replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
