// Small questions about a syntax tree.
import type { Argument, Expression, Node } from "oxc-parser";

export interface CallStep {
  readonly name: string;
  /** Left out for a property that isn't called: `coerce` of `z.coerce.number()`. */
  readonly args?: readonly Argument[];
  /** From behind what it is called on to its end: `.min(1)`. */
  readonly start: number;
  readonly end: number;
}

/** `Joi.string().min(1)`: what it begins with, and the calls on it in their order. */
export interface CallChain {
  readonly root: Expression;
  readonly steps: readonly CallStep[];
}

export function chainOf(expression: Expression): CallChain {
  const node = bareExpression(expression);
  if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && !node.callee.computed) {
    const { root, steps } = chainOf(node.callee.object);
    const name = node.callee.property.type === "Identifier" ? node.callee.property.name : "";
    return {
      root,
      steps: [...steps, { name, args: node.arguments, start: node.callee.object.end, end: node.end }],
    };
  }
  if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier") {
    const { root, steps } = chainOf(node.object);
    return { root, steps: [...steps, { name: node.property.name, start: node.object.end, end: node.end }] };
  }
  return { root: node, steps: [] };
}

/** Without `as`, `satisfies`, `!`, brackets and an optional chain around it: `(process.env as Env)`, `process?.env`. */
export function bareExpression(node: Expression): Expression;
export function bareExpression(node: Node): Node;
export function bareExpression(node: Node): Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
    case "ChainExpression":
      return bareExpression(node.expression);
    default:
      return node;
  }
}

export function identifierName(node: Node | null | undefined): string | undefined {
  return node?.type === "Identifier" ? node.name : undefined;
}

export function isExpression(node: Argument | undefined): node is Expression {
  return node !== undefined && node.type !== "SpreadElement";
}

/** `A`, `"A"` and `[`A`]`; `undefined` for what only a program that runs it knows. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (!computed && key.type === "Identifier") return key.name;
  if (key.type === "Literal") return String(key.value);
  if (key.type !== "TemplateLiteral" || key.expressions.length > 0) return undefined;
  return key.quasis[0]?.value.cooked ?? undefined;
}

/** A literal, or a list of literals, as code; `undefined` for what only a program that runs it knows. */
export function literalCode(expression: Expression | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const value = literalValue(expression);
  if (typeof value === "bigint") return `${value}n`;
  return value === undefined ? undefined : JSON.stringify(value);
}

type LiteralValue = string | number | bigint | boolean | null | readonly LiteralValue[];

export function literalValue(expression: Expression): LiteralValue | undefined {
  const node = bareExpression(expression);
  switch (node.type) {
    case "Literal":
      return "regex" in node ? undefined : node.value;
    case "TemplateLiteral":
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
    case "UnaryExpression": {
      const value = literalValue(node.argument);
      return node.operator === "-" && typeof value === "number" ? -value : undefined;
    }
    case "ArrayExpression": {
      const values = node.elements.map((each) =>
        each === null || each.type === "SpreadElement" ? undefined : literalValue(each),
      );
      return values.every((each) => each !== undefined) ? values : undefined;
    }
    default:
      return undefined;
  }
}

/** A node, and all below it. */
export function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* nodesIn(child);
}

export function isNode(value: object): value is Node {
  return "type" in value && typeof value.type === "string" && "start" in value;
}
