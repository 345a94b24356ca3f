import { parseSync } from "rolldown/utils";

/** A node of the syntax tree, with what the operators read of it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly operator?: string;
  readonly left?: Node;
  readonly right?: Node;
  readonly test?: Node | null;
  readonly argument?: Node | null;
  readonly expression?: Node;
  readonly consequent?: Node;
  readonly alternate?: Node | null;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly computed?: boolean;
  readonly optional?: boolean;
  readonly prefix?: boolean;
  readonly name?: string;
  readonly value?: unknown;
  readonly regex?: { readonly pattern: string; readonly flags: string };
  readonly elements?: readonly (Node | null)[];
  readonly body?: Node | readonly Node[];
  readonly handler?: Node | null;
  readonly finalizer?: Node | null;
}

/** Every node that runs, with its parent: no type, no name of an import, no key of an object. */
export function nodesOf(path: string, code: string): readonly (readonly [node: Node, parent: Node])[] {
  const { program, errors } = parseSync(path, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`);
  return [...childrenOf(program as unknown as Node)];
}

function* childrenOf(parent: Node): Generator<readonly [Node, Node]> {
  for (const [name, child] of Object.entries(parent))
    for (const node of [child].flat() as unknown[])
      if (isNode(node) && runs(node) && !isName(name, parent)) {
        yield [node, parent];
        yield* childrenOf(node);
      }
}

const typeLike = new Set(["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"]);

function runs({ type }: Node): boolean {
  if (type.startsWith("TS")) return typeLike.has(type);
  return type !== "ImportDeclaration" && type !== "ExportAllDeclaration";
}

function isName(name: string, { computed }: Node): boolean {
  return name === "source" || (name === "key" && computed === false);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
