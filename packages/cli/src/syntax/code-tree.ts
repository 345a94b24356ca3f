import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type {
  Class,
  Expression,
  Node,
  ObjectExpression,
  Program,
  Statement,
  TSEnumDeclaration,
} from "oxc-parser";

import { bareExpression, identifierName, keyName } from "./code-nodes.ts";

type Parse = typeof import("oxc-parser").parseSync;

/** A parsed file. Nothing of it is run. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
}

/** What a name refers to, and the statement that declares it. */
export interface Declared {
  readonly file: CodeFile;
  readonly statement: Statement;
  readonly node: Expression | Class | TSEnumDeclaration | undefined;
}

export interface CodeProperty {
  readonly name: string;
  readonly value: Expression;
  readonly file: CodeFile;
}

/** An object's properties; `unread` is what only a program that runs it knows: a spread of a call, a computed name. */
export interface CodeProperties {
  readonly properties: readonly CodeProperty[];
  readonly unread: readonly string[];
}

/** A project's code, parsed where it is looked at. */
export class CodeTree {
  readonly #paths: readonly string[];
  readonly #parse: Parse;
  readonly #files = new Map<string, CodeFile | undefined>();

  constructor(paths: readonly string[], parse: Parse) {
    this.#paths = paths;
    this.#parse = parse;
  }

  /** The files whose text matches. */
  matching(pattern: RegExp): readonly CodeFile[] {
    return this.#paths.flatMap((path) => (pattern.test(textIn(path)) ? (this.file(path) ?? []) : []));
  }

  /** `undefined` for one that can't be parsed. */
  file(path: string): CodeFile | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#parsed(path));
    return this.#files.get(path);
  }

  #parsed(path: string): CodeFile | undefined {
    const text = textIn(path);
    const { program, errors } = this.#parse(path, text);
    return errors.length > 0 ? undefined : { path, text, program };
  }

  /** A name of a file's top level, followed through imports of the project's own files. */
  declared(name: string, file: CodeFile): Declared | undefined {
    const statement = file.program.body.find((each) => declaredNames(each).includes(name));
    if (statement === undefined) return undefined;
    if (statement.type !== "ImportDeclaration")
      return { file, statement, node: declaredNode(name, statement) };
    const specifier = statement.specifiers.find(({ local }) => local.name === name);
    const target = this.#importedFile(statement.source.value, file);
    if (specifier === undefined || target === undefined) return { file, statement, node: undefined };
    const imported = specifier.type === "ImportSpecifier" ? importedName(specifier.imported) : name;
    return this.declared(imported, target) ?? { file, statement, node: undefined };
  }

  /** By its path, and with an alias by its path's end. */
  #importedFile(specifier: string, { path }: CodeFile): CodeFile | undefined {
    const bare = specifier.replace(/\.[cm]?[jt]sx?$/, "");
    const wanted = specifier.startsWith(".") ? join(dirname(path), bare) : bare.replace(/^[@~#]?\/?/, "/");
    const fits = (each: string) => {
      const stem = each.replace(/(?:[\\/]index)?\.[cm]?[jt]sx?$/, "");
      return specifier.startsWith(".")
        ? stem === wanted
        : /^[@~#]?\/|^src\//.test(specifier) && stem.endsWith(wanted);
    };
    const found = this.#paths.find(fits);
    return found === undefined ? undefined : this.file(found);
  }

  /** An object, or a name of one. */
  objectOf(
    expression: Expression | undefined,
    file: CodeFile,
  ): { node: ObjectExpression; file: CodeFile } | undefined {
    if (expression === undefined) return undefined;
    const node = bareExpression(expression);
    if (node.type === "ObjectExpression") return { node, file };
    const name = identifierName(node);
    const declared = name === undefined ? undefined : this.declared(name, file);
    return declared?.node && isValue(declared.node) ? this.objectOf(declared.node, declared.file) : undefined;
  }

  /** Spreads of objects that can be found are followed; a later property of a name replaces an earlier one. */
  propertiesOf(node: ObjectExpression, file: CodeFile): CodeProperties {
    const found = new Map<string, CodeProperty>();
    const unread: string[] = [];
    for (const each of node.properties) {
      const name = each.type === "Property" ? keyName(each.key, each.computed) : undefined;
      const spread = each.type === "SpreadElement" ? this.objectOf(each.argument, file) : undefined;
      if (each.type === "Property" && name !== undefined) found.set(name, { name, value: each.value, file });
      else if (spread) {
        const inner = this.propertiesOf(spread.node, spread.file);
        for (const property of inner.properties) found.set(property.name, property);
        unread.push(...inner.unread);
      } else unread.push(codeIn(each, file));
    }
    return { properties: [...found.values()], unread };
  }
}

export function codeIn(
  { start, end }: { readonly start: number; readonly end: number },
  { text }: CodeFile,
): string {
  return text.slice(start, end);
}

/** oxc-parser is a binary of some megabytes: it is loaded where there is code to read. */
export async function codeTree(paths: readonly string[]): Promise<CodeTree> {
  const { parseSync } = await import("oxc-parser");
  return new CodeTree(paths, parseSync);
}

function textIn(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

export function isValue(node: NonNullable<Declared["node"]>): node is Expression {
  return node.type !== "TSEnumDeclaration" && node.type !== "ClassDeclaration";
}

function importedName(imported: {
  readonly type: string;
  readonly name?: string;
  readonly value?: string;
}): string {
  return imported.name ?? imported.value ?? "";
}

/** What a statement declares, also behind `export`. */
export function declaredNames(statement: Statement): readonly string[] {
  switch (statement.type) {
    case "ImportDeclaration":
      return statement.specifiers.map(({ local }) => local.name);
    case "ExportNamedDeclaration":
      return statement.declaration ? declaredNames(statement.declaration) : [];
    case "VariableDeclaration":
      return statement.declarations.flatMap(({ id }) => namesOfPattern(id));
    case "ClassDeclaration":
    case "FunctionDeclaration":
    case "TSEnumDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
      return statement.id ? [statement.id.name] : [];
    default:
      return [];
  }
}

/** `z` of `const { z } = require("zod")`, too. */
function namesOfPattern(pattern: Node): readonly string[] {
  if (pattern.type !== "ObjectPattern") return [identifierName(pattern) ?? []].flat();
  return pattern.properties.flatMap((each) =>
    each.type === "Property" ? (identifierName(each.value) ?? []) : [],
  );
}

function declaredNode(name: string, statement: Statement): Declared["node"] {
  if (statement.type === "ExportNamedDeclaration")
    return statement.declaration ? declaredNode(name, statement.declaration) : undefined;
  if (statement.type === "ClassDeclaration" || statement.type === "TSEnumDeclaration") return statement;
  if (statement.type !== "VariableDeclaration") return undefined;
  return statement.declarations.find(({ id }) => identifierName(id) === name)?.init ?? undefined;
}
