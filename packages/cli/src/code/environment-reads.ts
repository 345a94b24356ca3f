import type { Node } from "oxc-parser";

import { bareExpression, keyName, nodesIn } from "../syntax/code-nodes.ts";

/** A variable that code reads, by its name where the code says it. */
export interface EnvironmentRead {
  readonly name: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

/**
 * Reads of `process.env`, `import.meta.env`, `Bun.env` and `Deno.env` in a file: by a property, in brackets, taken apart, and
 * through a constant or an import of the whole. A name that is computed isn't known, and a write is no read.
 */
export function environmentReads(program: Node): readonly EnvironmentRead[] {
  const nodes = [...nodesIn(program)];
  const aliases = aliasesIn(nodes);
  const written = new Set(nodes.flatMap(writtenBy));
  return nodes.flatMap((node) => (written.has(node) ? [] : readsBy(node, aliases)));
}

type Aliases = ReadonlySet<string>;

function readsBy(node: Node, aliases: Aliases): readonly EnvironmentRead[] {
  if (node.type === "MemberExpression" && isEnvironment(node.object, aliases))
    return readOf(propertyRead(node), node);
  if (node.type === "VariableDeclarator" && node.init && isEnvironment(node.init, aliases))
    return takenApart(node.id);
  if (node.type === "AssignmentExpression" && isEnvironment(node.right, aliases))
    return takenApart(node.left);
  if (node.type === "BinaryExpression" && node.operator === "in" && isEnvironment(node.right, aliases))
    return readOf(keyName(node.left, true), node);
  if (node.type === "CallExpression") return denoRead(node);
  return [];
}

function readOf(name: string | undefined, { start }: Node): readonly EnvironmentRead[] {
  return name === undefined ? [] : [{ name, offset: start }];
}

/** `const { PORT, HOST: host = "x" } = process.env` */
function takenApart(pattern: Node): readonly EnvironmentRead[] {
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) =>
    property.type === "Property" ? readOf(keyName(property.key, property.computed), property) : [],
  );
}

/** `Deno.env.get("PORT")` */
function denoRead({
  callee,
  arguments: given,
}: Extract<Node, { type: "CallExpression" }>): readonly EnvironmentRead[] {
  if (callee.type !== "MemberExpression" || !["get", "has"].includes(propertyRead(callee) ?? "")) return [];
  const [name] = given;
  return isProperty(callee.object, "Deno", "env") && name ? readOf(keyName(name, true), name) : [];
}

function isEnvironment(node: Node, aliases: Aliases): boolean {
  const inner = bareExpression(node);
  if (inner.type === "Identifier") return aliases.has(inner.name);
  if (inner.type !== "MemberExpression" || propertyRead(inner) !== "env") return false;
  const holder = bareExpression(inner.object);
  return (
    holder.type === "MetaProperty" ||
    isNamed(holder, "process") ||
    isNamed(holder, "Bun") ||
    isProperty(holder, "globalThis", "process") ||
    isProperty(holder, "globalThis", "Bun")
  );
}

function isProperty(node: Node, object: string, name: string): boolean {
  const inner = bareExpression(node);
  return (
    inner.type === "MemberExpression" &&
    propertyRead(inner) === name &&
    isNamed(bareExpression(inner.object), object)
  );
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function propertyRead({
  property,
  computed,
}: Extract<Node, { type: "MemberExpression" }>): string | undefined {
  return keyName(property, computed);
}

/** `process.env.PORT = "1"`, `delete process.env.PORT` */
function writtenBy(node: Node): readonly Node[] {
  if (node.type === "AssignmentExpression") return [node.left];
  return node.type === "UnaryExpression" && node.operator === "delete" ? [bareExpression(node.argument)] : [];
}

/** Names that stand for the environment. One that is declared twice may be something else, as a Worker's `env` is. */
function aliasesIn(nodes: readonly Node[]): Aliases {
  const declared = nodes.flatMap(declaredBy);
  const found = nodes.flatMap(aliasOf);
  return new Set(found.filter((name) => declared.filter((one) => one === name).length === 1));
}

function aliasOf(node: Node): readonly string[] {
  if (node.type === "VariableDeclarator")
    return node.id.type === "Identifier" && node.init && isEnvironment(node.init, new Set())
      ? [node.id.name]
      : [];
  if (node.type !== "ImportDeclaration" || !/^(?:node:)?process$/.test(node.source.value)) return [];
  return node.specifiers.flatMap((each) =>
    each.type === "ImportSpecifier" && isNamed(each.imported, "env") ? [each.local.name] : [],
  );
}

function declaredBy(node: Node): readonly string[] {
  switch (node.type) {
    case "VariableDeclarator":
      return boundIn(node.id);
    case "ImportSpecifier":
      return [node.local.name];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.params.flatMap(boundIn);
    default:
      return [];
  }
}

/** Names in a pattern: every identifier of it, also those of defaults, as more is safer than less. */
function boundIn(pattern: Node): readonly string[] {
  return [...nodesIn(pattern)].flatMap((node) => (node.type === "Identifier" ? [node.name] : []));
}
