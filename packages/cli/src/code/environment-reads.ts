import type { Node } from "oxc-parser";

import { bareExpression, keyName, nodesIn } from "../syntax/code-nodes.ts";
import {
  environmentNames,
  type EnvironmentNames,
  environmentPatterns,
  isEnvironment,
  hasEnvironment,
  isProperty,
} from "./environment-names.ts";

/** A variable that code reads, by its name where the code says it. */
export interface EnvironmentRead {
  readonly name: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

/**
 * Reads of `process.env`, `import.meta.env`, `Bun.env` and `Deno.env` in a file: by a property, in brackets, taken apart, and
 * through a constant or an import of the whole. A name that is computed isn't known, and a mere write is no read.
 */
export function environmentReads(program: Node): readonly EnvironmentRead[] {
  const nodes = [...nodesIn(program)];
  const names = environmentNames(nodes);
  const written = new Set(nodes.flatMap(writtenBy));
  return nodes.flatMap((node) => (written.has(node) ? [] : readsBy(node, names)));
}

function readsBy(node: Node, names: EnvironmentNames): readonly EnvironmentRead[] {
  switch (node.type) {
    case "MemberExpression":
      return isEnvironment(node.object, names) ? readOf(keyName(node.property, node.computed), node) : [];
    case "VariableDeclarator":
      return node.init ? takenOf(node.id, node.init, names) : [];
    case "AssignmentExpression":
    case "AssignmentPattern":
      return takenOf(node.left, node.right, names);
    case "BinaryExpression":
      return node.operator === "in" && isEnvironment(node.right, names)
        ? readOf(keyName(node.left, true), node)
        : [];
    case "CallExpression":
      return denoRead(node);
    default:
      return [];
  }
}

function readOf(name: string | undefined, { start }: Node): readonly EnvironmentRead[] {
  return name === undefined ? [] : [{ name, offset: start }];
}

/** `const { PORT } = process.env`, `const { env: { PORT } } = process` */
function takenOf(pattern: Node, from: Node, names: EnvironmentNames): readonly EnvironmentRead[] {
  if (isEnvironment(from, names)) return takenApart(pattern);
  return hasEnvironment(from, names) ? environmentPatterns(pattern).flatMap(takenApart) : [];
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
  if (callee.type !== "MemberExpression") return [];
  if (!["get", "has"].includes(keyName(callee.property, callee.computed) ?? "")) return [];
  const [name] = given;
  return isProperty(callee.object, "Deno", "env") && name ? readOf(keyName(name, true), name) : [];
}

/** `process.env.PORT = "1"`, `delete process.env.PORT`; what `??=` and `+=` write, they read too. */
function writtenBy(node: Node): readonly Node[] {
  if (node.type === "AssignmentExpression") return node.operator === "=" ? [node.left] : [];
  return node.type === "UnaryExpression" && node.operator === "delete" ? [bareExpression(node.argument)] : [];
}
