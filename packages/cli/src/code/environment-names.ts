import type { Node } from "oxc-parser";

import { bareExpression, keyName, nodesIn } from "../syntax/code-nodes.ts";

/** What a file calls the environment, and what has it, besides `process` and `Bun`. */
export interface EnvironmentNames {
  /** `env` of `import { env } from "node:process"` */
  readonly environments: ReadonlySet<string>;
  /** `proc` of `import proc from "node:process"` */
  readonly holders: ReadonlySet<string>;
}

const NONE: EnvironmentNames = { environments: new Set(), holders: new Set() };

/** One that is also declared as something else may be that, as a Worker's `env` is. */
export function environmentNames(nodes: readonly Node[]): EnvironmentNames {
  const declared = nodes.flatMap(declaredBy);
  const only = (found: readonly string[]) =>
    new Set(found.filter((name) => timesIn(name, declared) === timesIn(name, found)));
  const holders = only(nodes.flatMap(holdersIn));
  const names = { ...NONE, holders };
  return { holders, environments: only(nodes.flatMap((node) => environmentsOf(node, names))) };
}

function timesIn(name: string, names: readonly string[]): number {
  return names.filter((each) => each === name).length;
}

/** `process.env`, `globalThis.process["env"]`, `import.meta.env`, `Bun.env`, or a name of one. */
export function isEnvironment(node: Node, names: EnvironmentNames): boolean {
  const inner = bareExpression(node);
  if (inner.type === "Identifier") return names.environments.has(inner.name);
  return (
    inner.type === "MemberExpression" &&
    keyName(inner.property, inner.computed) === "env" &&
    hasEnvironment(inner.object, names)
  );
}

/** What has the environment as its `env`. */
export function hasEnvironment(node: Node, names: EnvironmentNames): boolean {
  const inner = bareExpression(node);
  if (inner.type === "MetaProperty") return true;
  if (inner.type === "Identifier") return HOLDERS.has(inner.name) || names.holders.has(inner.name);
  if (inner.type === "CallExpression")
    return isNamed(inner.callee, "require") && isProcess(inner.arguments[0]);
  if (inner.type === "AwaitExpression")
    return inner.argument.type === "ImportExpression" && isProcess(inner.argument.source);
  return GLOBAL_OBJECTS.some((object) => [...HOLDERS].some((name) => isProperty(inner, object, name)));
}

const HOLDERS: ReadonlySet<string> = new Set(["process", "Bun"]);
const GLOBAL_OBJECTS = ["globalThis", "global"];

function isProcess(module: Node | undefined): boolean {
  return module?.type === "Literal" && /^(?:node:)?process$/.test(String(module.value));
}

/** `globalThis.process`, in brackets too. */
export function isProperty(node: Node, object: string, name: string): boolean {
  const inner = bareExpression(node);
  return (
    inner.type === "MemberExpression" &&
    keyName(inner.property, inner.computed) === name &&
    isNamed(bareExpression(inner.object), object)
  );
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** The patterns to which what has the environment gives it: `const { env: e } = process`. */
export function environmentPatterns(pattern: Node): readonly Node[] {
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property" || keyName(property.key, property.computed) !== "env") return [];
    return [property.value.type === "AssignmentPattern" ? property.value.left : property.value];
  });
}

function holdersIn(node: Node): readonly string[] {
  if (node.type === "VariableDeclarator")
    return node.init && hasEnvironment(node.init, NONE) ? boundName(node.id) : [];
  if (node.type !== "ImportDeclaration" || !isProcess(node.source)) return [];
  return node.specifiers.flatMap((each) =>
    each.type !== "ImportSpecifier" || isNamed(each.imported, "default") ? [each.local.name] : [],
  );
}

function environmentsOf(node: Node, names: EnvironmentNames): readonly string[] {
  if (node.type === "VariableDeclarator") {
    if (!node.init) return [];
    if (isEnvironment(node.init, names)) return boundName(node.id);
    return hasEnvironment(node.init, names) ? environmentPatterns(node.id).flatMap(boundName) : [];
  }
  if (node.type !== "ImportDeclaration" || !isProcess(node.source)) return [];
  return node.specifiers.flatMap((each) =>
    each.type === "ImportSpecifier" && isNamed(each.imported, "env") ? [each.local.name] : [],
  );
}

function boundName(pattern: Node): readonly string[] {
  return pattern.type === "Identifier" ? [pattern.name] : [];
}

function declaredBy(node: Node): readonly string[] {
  switch (node.type) {
    case "VariableDeclarator":
      return boundIn(node.id);
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return [node.local.name];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.params.flatMap(boundIn);
    default:
      return [];
  }
}

/** Names that a pattern binds, and those in its defaults, as more is safer than less. A property's own name is none. */
function boundIn(pattern: Node): readonly string[] {
  if (pattern.type !== "ObjectPattern")
    return [...nodesIn(pattern)].flatMap((node) => (node.type === "Identifier" ? [node.name] : []));
  return pattern.properties.flatMap((each) => boundIn(each.type === "Property" ? each.value : each.argument));
}
