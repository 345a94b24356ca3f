import type { ESTree } from "rolldown/utils";

import { type Declaration, Docstrings, type ReadCode } from "./docstrings.ts";

type TSSignature = ESTree.TSSignature;
type TSType = ESTree.TSType;

/**
 * What callers and authors fill in, besides what has a name that ends in `Options`. Other interfaces hold what confide
 * itself makes: a property that is missing there says something, and has no default.
 */
const FILLED_IN = new Set([
  "Definition",
  "FileRequest",
  "Issuer",
  "SecretRef",
  "SecretStore",
  "Source",
  "StoreContract",
  "StoreFixture",
]);

/** What lacks an example or a default among what the entry exports, as sentences. */
export function undocumented(entry: string, read: ReadCode): readonly string[] {
  const docstrings = new Docstrings(read);
  const names = docstrings.exportsOf(entry);
  const exported = names.map((name) => docstrings.named(entry, name));
  return [
    ...exported.flatMap((declarations) => withoutExample(declarations)),
    ...[...optionsOf(docstrings, exported.flat())].flatMap((options) =>
      withoutDefault(options, membersOf(options.node)),
    ),
    ...exported.flat().flatMap((taker) => withoutDefault(taker, membersInParameters(taker))),
  ];
}

/** One of a function's overloads has the example. */
function withoutExample(declarations: readonly Declaration[]): readonly string[] {
  const [first] = declarations;
  if (first === undefined || !declarations.some(isCallable)) return [];
  if (declarations.some(({ docstring }) => hasTag(docstring, "example"))) return [];
  return [`${first.path}: ${first.name} has no @example`];
}

/** A class that has no public constructor is a type to its users. */
function isCallable({ node }: Declaration): boolean {
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return true;
    case "ClassDeclaration": {
      const { accessibility } = constructorOf(node) ?? {};
      return accessibility !== "private" && accessibility !== "protected";
    }
    case "VariableDeclaration":
      return node.declarations.some(
        ({ init }) => init !== null && /^(Arrow)?FunctionExpression$/.test(init.type),
      );
    default:
      return false;
  }
}

/** Interfaces of options that are exported or that an exported function takes, and those that such an interface extends. */
function optionsOf(docstrings: Docstrings, exported: readonly Declaration[]): ReadonlySet<Declaration> {
  const found = new Set<Declaration>();
  const visit = (declaration: Declaration, isExtended = false): void => {
    const { node, name, path } = declaration;
    const isOptions = name.endsWith("Options") || FILLED_IN.has(name) || isExtended;
    if (found.has(declaration) || !isOptions) return;
    found.add(declaration);
    const parents = node.type === "TSInterfaceDeclaration" ? node.extends : node;
    for (const parent of typeNames(parents))
      for (const each of docstrings.named(path, parent)) visit(each, true);
  };
  for (const declaration of exported) {
    visit(declaration);
    for (const type of typeNames(parametersOf(declaration)))
      for (const each of docstrings.named(declaration.path, type)) visit(each);
  }
  return found;
}

function parametersOf({ node }: Declaration): readonly ESTree.ParamPattern[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return node.params;
    case "ClassDeclaration":
      return constructorOf(node)?.value.params ?? [];
    default:
      return [];
  }
}

function constructorOf({ body }: ESTree.Class): ESTree.MethodDefinition | undefined {
  return body.body
    .flatMap((member) => (member.type === "MethodDefinition" ? member : []))
    .find(({ kind }) => kind === "constructor");
}

function withoutDefault(
  { path, name, docstringAt }: Declaration,
  members: readonly Member[],
): readonly string[] {
  return members.flatMap((member) => {
    const isOption = member.optional && !isForbidden(member);
    if (!isOption || hasTag(docstringAt(member), "default")) return [];
    const property = member.key.type === "Identifier" ? member.key.name : "?";
    return [`${path}: ${name}.${property} has no @default`];
  });
}

type Member = Extract<TSSignature, { optional: boolean }>;

/** Properties and methods of an interface, or of the objects that a type alias names. */
function membersOf(node: Declaration["node"]): readonly Member[] {
  if (node.type === "TSInterfaceDeclaration") return node.body.body.filter(isMember);
  if (node.type === "TSTypeAliasDeclaration") return membersOfType(node.typeAnnotation);
  return [];
}

function membersOfType(type: TSType): readonly Member[] {
  switch (type.type) {
    case "TSTypeLiteral":
      return type.members.filter(isMember);
    case "TSUnionType":
    case "TSIntersectionType":
      return type.types.flatMap(membersOfType);
    default:
      return [];
  }
}

/** Options whose type has no name. */
function membersInParameters(taker: Declaration): readonly Member[] {
  return parametersOf(taker).flatMap((parameter) => {
    const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    const type = "typeAnnotation" in pattern ? pattern.typeAnnotation : undefined;
    return type ? membersOfType(type.typeAnnotation) : [];
  });
}

function isMember(signature: TSSignature): signature is Member {
  return "optional" in signature;
}

/** `client?: undefined`, which one form of a union has so that it is no other. */
function isForbidden(member: Member): boolean {
  return (
    member.type === "TSPropertySignature" &&
    member.typeAnnotation?.typeAnnotation.type === "TSUndefinedKeyword"
  );
}

/** The tag and something after it. */
function hasTag(docstring: string, tag: string): boolean {
  return new RegExp(`@${tag}\\s+(?:\\*\\s+)?[^\\s*]`).test(docstring);
}

/** The names of the types that a piece of syntax holds, at any depth. */
function* typeNames(syntax: unknown): Generator<string> {
  if (typeof syntax !== "object" || syntax === null) return;
  const name = "typeName" in syntax ? syntax.typeName : isHeritage(syntax) ? syntax.expression : undefined;
  if (isIdentifier(name)) yield name.name;
  for (const part of Object.values(syntax)) yield* typeNames(part);
}

function isHeritage(syntax: object): syntax is { readonly expression: unknown } {
  return "type" in syntax && syntax.type === "TSInterfaceHeritage";
}

function isIdentifier(syntax: unknown): syntax is { readonly name: string } {
  return typeof syntax === "object" && syntax !== null && "name" in syntax && typeof syntax.name === "string";
}
