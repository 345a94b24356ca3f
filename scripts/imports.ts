import { parseSync } from "rolldown/utils";

/** One place of a module that names another module. */
export interface Import {
  readonly specifier: string;
  /** "static" is loaded with the module, "dynamic" on use, "type" never. */
  readonly kind: "static" | "dynamic" | "type";
  /** Where the specifier is in the text, its quotes included. */
  readonly start: number;
  readonly end: number;
  /** Where the whole expression or statement begins and ends. */
  readonly whole: readonly [start: number, end: number];
}

/** Every import of a module, read from its syntax tree: one in a comment or a text is none. */
export function importsOf(path: string, code: string): readonly Import[] {
  const { program, errors } = parseSync(path, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`);
  return [...walk(program)].sort((a, b) => a.start - b.start);
}

function* walk(value: unknown): Generator<Import> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) {
    const found = importOf(value);
    if (found !== undefined) yield found;
  }
  for (const child of Object.values(value)) yield* walk(child);
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly source?: unknown;
  readonly importKind?: unknown;
  readonly exportKind?: unknown;
}

interface Literal {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

function importOf(node: Node): Import | undefined {
  const kind = kindOf(node);
  if (kind === undefined || !isLiteral(node.source)) return undefined;
  const { value, start, end } = node.source;
  return { specifier: value, kind, start, end, whole: [node.start, node.end] };
}

function kindOf({ type, importKind, exportKind }: Node): Import["kind"] | undefined {
  switch (type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return importKind === "type" || exportKind === "type" ? "type" : "static";
    case "ImportExpression":
      return "dynamic";
    case "TSImportType":
      return "type";
    default:
      return undefined;
  }
}

function isNode(value: object): value is Node {
  return "type" in value && typeof value.type === "string";
}

function isLiteral(value: unknown): value is Literal {
  return typeof value === "object" && value !== null && "value" in value && typeof value.value === "string";
}
