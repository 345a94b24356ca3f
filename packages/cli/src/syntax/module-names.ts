import type { CallExpression, Node } from "oxc-parser";

import { bareExpression, identifierName, keyName, nodesIn } from "./code-nodes.ts";
import type { CodeFile } from "./code-tree.ts";

/** What a module's exports are called in a file, however it is imported. */
export interface ModuleNames {
  /** The export that an expression is: `cleanEnv`, or `default` for the module itself. */
  readonly exportOf: (expression: Node) => string | undefined;
}

const WHOLE_MODULE = "default";

/**
 * Of `import { a as b }`, `import x`, `import * as x`, `const { a: b } = require(…)`, `const x = require(…)`, `import x = require(…)`
 * and `await import(…)`.
 */
export function moduleNames(module: RegExp, { program }: CodeFile): ModuleNames {
  const names = new Map<string, string>();
  for (const node of nodesIn(program))
    for (const [local, name] of namesBy(node, module)) names.set(local, name);
  return { exportOf: (expression) => exportIn(expression, names, module) };
}

type LocalName = readonly [local: string, name: string];

function namesBy(node: Node, module: RegExp): readonly LocalName[] {
  switch (node.type) {
    case "ImportDeclaration":
      if (!module.test(node.source.value)) return [];
      return node.specifiers.map((each) => [
        each.local.name,
        each.type === "ImportSpecifier" ? (keyName(each.imported, false) ?? "") : WHOLE_MODULE,
      ]);
    case "TSImportEqualsDeclaration": {
      const { id, moduleReference: from } = node;
      const isFrom = from.type === "TSExternalModuleReference" && module.test(from.expression.value);
      return isFrom ? [[id.name, WHOLE_MODULE]] : [];
    }
    case "VariableDeclarator": {
      const name = node.init ? exportIn(node.init, new Map(), module) : undefined;
      return name === undefined ? [] : namesInPattern(node.id, name);
    }
    default:
      return [];
  }
}

function namesInPattern(pattern: Node, name: string): readonly LocalName[] {
  const local = identifierName(pattern);
  if (local !== undefined) return [[local, name]];
  if (pattern.type !== "ObjectPattern" || name !== WHOLE_MODULE) return [];
  return pattern.properties.flatMap((each): readonly LocalName[] => {
    if (each.type !== "Property") return [];
    const [inner, exported] = [identifierName(each.value), keyName(each.key, each.computed)];
    return inner === undefined || exported === undefined ? [] : [[inner, exported]];
  });
}

function exportIn(expression: Node, names: ReadonlyMap<string, string>, module: RegExp): string | undefined {
  const node = bareExpression(expression);
  if (node.type === "Identifier") return names.get(node.name);
  if (node.type === "MemberExpression")
    return exportIn(node.object, names, module) === WHOLE_MODULE
      ? keyName(node.property, node.computed)
      : undefined;
  return isImport(node, module) ? WHOLE_MODULE : undefined;
}

/** `require("x")`, `await import("x")` */
function isImport(node: Node, module: RegExp): boolean {
  if (node.type === "AwaitExpression") return isImport(node.argument, module);
  const from =
    node.type === "ImportExpression"
      ? node.source
      : node.type === "CallExpression" && identifierName(node.callee) === "require"
        ? node.arguments[0]
        : undefined;
  return from?.type === "Literal" && module.test(String(from.value));
}

/** The calls of a module's export; its plain name counts too, as a file of the project may hand it on. */
export function callsOf(name: string, module: RegExp, file: CodeFile): readonly CallExpression[] {
  const { exportOf } = moduleNames(module, file);
  return [...nodesIn(file.program)].flatMap((node) => {
    if (node.type !== "CallExpression") return [];
    const found = exportOf(node.callee);
    return found === name || (found === undefined && identifierName(node.callee) === name) ? [node] : [];
  });
}
