import { posix } from "node:path";

import { parseSync, type ParseResult } from "rolldown/utils";

type Statement = ParseResult["program"]["body"][number];
export type DeclarationNode = Extract<Statement, { declaration: unknown }>["declaration"] | Statement;

/** What a module declares under one name. Each overload of a function is one. */
export interface Declaration {
  readonly path: string;
  readonly name: string;
  readonly node: NonNullable<DeclarationNode>;
  readonly docstring: string;
  /** The docstring of a part of it, a property for one. */
  readonly docstringAt: (part: { readonly start: number }) => string;
}

/** Text of the file at a path with `/`. */
export type ReadCode = (path: string) => string;

interface Elsewhere {
  readonly path: string;
  readonly name: string;
}

interface DocumentedModule {
  readonly declared: readonly Declaration[];
  /** What it imports or exports again of its own package, under the name that it has here. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  readonly exported: readonly string[];
}

/** The declarations of a package with their docstrings, found by following imports from its entries. */
export class Docstrings {
  readonly #read: ReadCode;
  readonly #modules = new Map<string, DocumentedModule>();

  constructor(read: ReadCode) {
    this.#read = read;
  }

  /** The names that a module exports of other modules: an entry holds nothing else. */
  exportsOf(path: string): readonly string[] {
    return this.#moduleAt(path).exported;
  }

  /** Nothing for a name that is another package's, or the language's own. */
  named(path: string, name: string): readonly Declaration[] {
    const { declared, elsewhere } = this.#moduleAt(path);
    const found = declared.filter((each) => each.name === name);
    const other = elsewhere.get(name);
    return found.length > 0 || other === undefined ? found : this.named(other.path, other.name);
  }

  #moduleAt(path: string): DocumentedModule {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const read = moduleOf(path, this.#read(path));
    this.#modules.set(path, read);
    return read;
  }
}

function moduleOf(path: string, code: string): DocumentedModule {
  const { program, comments, errors } = parseSync(path, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`);
  const docstringAt = ({ start }: { readonly start: number }): string => {
    const last = comments.findLast(({ end }) => end <= start);
    const isNext = last !== undefined && code.slice(last.end, start).trim() === "";
    return isNext && last.type === "Block" && last.value.startsWith("*") ? last.value : "";
  };
  const declared = program.body.flatMap((statement) =>
    declarationsIn(statement).map(({ name, node }) => ({
      path,
      name,
      node,
      docstring: docstringAt(statement),
      docstringAt,
    })),
  );
  const links = program.body.flatMap((statement) => linksIn(path, statement));
  return {
    declared,
    elsewhere: new Map(links.map(({ as, path: target, name }) => [as, { path: target, name }])),
    exported: links.filter(({ isExport }) => isExport).map(({ as }) => as),
  };
}

function declarationsIn(statement: Statement): readonly Pick<Declaration, "name" | "node">[] {
  const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  switch (node?.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return node.id === null ? [] : [{ name: node.id.name, node }];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [{ name: node.id.name, node }];
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) =>
        id.type === "Identifier" ? [{ name: id.name, node }] : [],
      );
    default:
      return [];
  }
}

interface ModuleLink extends Elsewhere {
  readonly as: string;
  readonly isExport: boolean;
}

function linksIn(from: string, statement: Statement): readonly ModuleLink[] {
  if (statement.type !== "ImportDeclaration" && statement.type !== "ExportNamedDeclaration") return [];
  const specifier = statement.source?.value;
  if (specifier?.startsWith(".") !== true) return [];
  const path = posix.join(posix.dirname(from), specifier);
  return statement.specifiers.flatMap((each) => {
    if (each.type === "ImportSpecifier")
      return { as: each.local.name, name: nameOf(each.imported), path, isExport: false };
    if (each.type === "ExportSpecifier")
      return { as: nameOf(each.exported), name: nameOf(each.local), path, isExport: true };
    return [];
  });
}

function nameOf(name: { readonly name: string } | { readonly value: string }): string {
  return "name" in name ? name.name : name.value;
}
