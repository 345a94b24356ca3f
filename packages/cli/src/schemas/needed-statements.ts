import { dirname, relative, resolve } from "node:path";

import type { Node, Statement } from "oxc-parser";

import { identifierName, isNode } from "../syntax/code-nodes.ts";
import { type CodeFile, codeIn, declaredNames } from "../syntax/code-tree.ts";

/** The imports and declarations that code needs beside it. */
export interface NeededStatements {
  readonly statements: readonly Statement[];
  /** Names that the file doesn't declare, or declares by what may not be copied. */
  readonly unknown: readonly string[];
}

/** @param own The statement that the code is part of: what needs it can't stand outside of it. */
export function neededStatements(node: Node, file: CodeFile, own?: Statement): NeededStatements {
  const statements = new Set<Statement>();
  const unknown = new Set<string>();
  const waiting: { name: string; isType: boolean }[] = [...freeNames(node)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, isType } = next;
    const found = file.program.body.find((each) => declaredNames(each).includes(name));
    if (found === undefined && !isType && !GLOBALS.has(name)) unknown.add(name);
    if (found !== undefined && found === own) unknown.add(name);
    if (found === undefined || found === own || statements.has(found)) continue;
    statements.add(found);
    if (found.type !== "ImportDeclaration" && requiredBy(found, file) === undefined)
      waiting.push(...freeNames(found));
  }
  return { statements: [...statements].toSorted((a, b) => a.start - b.start), unknown: [...unknown] };
}

const GLOBALS: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(globalThis), "undefined"]);

/** A statement as the code of a file in another folder. What it exported is the other file's own there. */
export function movedStatement(statement: Statement, file: CodeFile, folder: string): string {
  if (statement.type === "ExportNamedDeclaration" && statement.declaration)
    return codeIn(statement.declaration, file);
  const required = requiredBy(statement, file);
  if (required !== undefined) {
    const specifier = JSON.stringify(movedSpecifier(required.specifier, file, folder));
    return `import ${required.binding} from ${specifier};`;
  }
  if (statement.type !== "ImportDeclaration") return codeIn(statement, file);
  const { start, end, value } = statement.source;
  const specifier = JSON.stringify(movedSpecifier(value, file, folder));
  return file.text.slice(statement.start, start) + specifier + file.text.slice(end, statement.end);
}

/** A `require`, as an import binds it: a definition is an ES module. */
function requiredBy(
  statement: Statement,
  file: CodeFile,
): { readonly binding: string; readonly specifier: string } | undefined {
  const [only, ...others] = statement.type === "VariableDeclaration" ? statement.declarations : [];
  if (only?.init?.type !== "CallExpression" || others.length > 0) return undefined;
  const { callee, arguments: given } = only.init;
  const [from] = given;
  if (identifierName(callee) !== "require" || from?.type !== "Literal" || typeof from.value !== "string")
    return undefined;
  const specifier = from.value;
  if (only.id.type === "ObjectPattern")
    return { binding: codeIn(only.id, file).replaceAll(/\s*:\s*/g, " as "), specifier };
  const name = codeIn(only.id, file);
  return { binding: /^zod\b/.test(specifier) ? `* as ${name}` : name, specifier };
}

/** zod 4 is what confide takes, under its plain name. */
function movedSpecifier(specifier: string, { path }: CodeFile, folder: string): string {
  if (/^zod\/v[34]$/.test(specifier)) return "zod";
  if (!specifier.startsWith(".")) return specifier;
  const moved = relative(folder, resolve(dirname(path), specifier)).replaceAll("\\", "/");
  return moved.startsWith(".") ? moved : `./${moved}`;
}

interface FreeName {
  readonly name: string;
  readonly isType: boolean;
}

/** The names that code takes from around it. A name that it binds anywhere inside is its own. */
function freeNames(node: Node): readonly FreeName[] {
  const bound = new Set(boundNames(node));
  return [...namesRead(node)].filter(({ name }) => !bound.has(name));
}

function* namesRead(value: unknown, isType = false): Generator<FreeName> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) yield* namesRead(each, isType);
    return;
  }
  if (isNode(value) && value.type === "Identifier") yield { name: value.name, isType };
  const inType = isType || (isNode(value) && value.type.startsWith("TSType"));
  for (const [key, child] of Object.entries(value)) if (!isLabel(key, value)) yield* namesRead(child, inType);
}

/** `b` of `a.b`, and `b` of `{ b: 1 }`. */
function isLabel(key: string, node: object): boolean {
  const computed = "computed" in node && node.computed === true;
  return (key === "property" || key === "key" || key === "label") && !computed;
}

function* boundNames(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) {
    const binding =
      "params" in value ? value.params : "id" in value ? value.id : "param" in value ? value.param : null;
    for (const { name, isType } of namesRead(binding)) if (!isType) yield name;
  }
  for (const child of Object.values(value)) yield* boundNames(child);
}
