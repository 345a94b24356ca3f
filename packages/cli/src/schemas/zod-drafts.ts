import type { Argument, Expression, Statement } from "oxc-parser";

import {
  bareExpression,
  chainOf,
  identifierName,
  isExpression,
  isNode,
  literalCode,
  literalValue,
  nodesIn,
} from "../syntax/code-nodes.ts";
import { type CodeFile, type CodeProperty } from "../syntax/code-tree.ts";
import { choicesText } from "./choices.ts";
import type { Draft } from "./draft.ts";
import { movedStatement, neededStatements } from "./needed-statements.ts";
import { namesSecret } from "./secret-names.ts";

export interface ZodDrafts {
  readonly drafts: readonly Draft[];
  readonly statements: readonly string[];
}

interface ZodDraftsOptions {
  /** The folder of the file that will hold the code. */
  readonly folder: string;
  /** The variables of a property; its name where that is one. */
  readonly variablesOf?: (property: string) => readonly string[];
}

/** Settings of a zod schema's properties: their code is kept, but for what confide does itself. */
export function zodDrafts(
  properties: readonly CodeProperty[],
  { folder, variablesOf = (name) => [name] }: ZodDraftsOptions,
): ZodDrafts {
  const statements = new Set<string>();
  const drafts = properties.map(({ name, value, file }): Draft => {
    const variables = variablesOf(name);
    const base = { path: [name], variables, secret: variables.some(namesSecret), ...whatItTakes(value) };
    const needed = neededStatements(value, file, statementAround(value, file));
    if (base.secret && (spellsSecret(value) || needed.statements.some(spellsAny)))
      return { ...base, ...bareSecret(value) };
    if (needed.unknown.length > 0)
      return {
        ...base,
        code: base.required ? "z.string()" : "z.string().optional()",
        defaultCode: undefined,
        todo: `its schema needs ${needed.unknown.join(", ")}, which can't be moved here`,
      };
    for (const each of needed.statements) statements.add(movedStatement(each, file, folder));
    return { ...base, ...keptCode(value, file, base.secret) };
  });
  return { drafts, statements: [...statements] };
}

function statementAround({ start }: Expression, { program }: CodeFile): Statement | undefined {
  return program.body.find((each) => each.start <= start && start < each.end);
}

const OPTIONAL = new Set(["optional", "nullish", "default", "prefault", "catch", "exactOptional"]);

/** A condition is as strict as its stricter side. */
function whatItTakes(value: Expression): Pick<Draft, "required" | "type" | "description" | "defaultCode"> {
  const node = bareExpression(value);
  if (node.type === "ConditionalExpression") {
    const sides = [whatItTakes(node.consequent), whatItTakes(node.alternate)];
    return { required: sides.some(({ required }) => required), type: sides[0]?.type };
  }
  const { steps } = chainOf(node);
  const [argument] = steps.find(({ name }) => name === "default")?.args ?? [];
  const [words] = steps.find(({ name }) => name === "describe")?.args ?? [];
  const description = isExpression(words) ? literalValue(words) : undefined;
  return {
    required: !steps.some(({ name, args }) => args !== undefined && OPTIONAL.has(name)),
    type: typeOf(steps),
    ...(typeof description === "string" && { description }),
    defaultCode: isExpression(argument) ? literalCode(argument) : undefined,
  };
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  int: "integer",
  boolean: "boolean",
  stringbool: "boolean",
  url: "text",
  email: "text",
  date: "date (ISO 8601)",
  array: "list (a,b or JSON)",
};

/** By the last of the first calls that says one: `z.coerce.number().int()` is an integer. */
function typeOf(steps: ReturnType<typeof chainOf>["steps"]): string | undefined {
  return steps
    .slice(0, 3)
    .flatMap(({ name, args: [first] = [] }) => {
      const choices = name === "enum" && isExpression(first) ? choicesText(literalValue(first)) : undefined;
      return choices ?? TYPES[name] ?? [];
    })
    .at(-1);
}

type Edit = readonly [start: number, end: number];

/** Without coercion, as confide decodes by the schema's type, and without a secret's default. */
function keptCode(
  value: Expression,
  file: CodeFile,
  secret: boolean,
): Pick<Draft, "code" | "todo"> & Partial<Draft> {
  const coercions = [...nodesIn(value)].flatMap((node): Edit[] =>
    node.type === "MemberExpression" && !node.computed && isCoerce(node.property)
      ? [[node.object.end, node.end]]
      : [],
  );
  const defaults = secret
    ? chainOf(value).steps.flatMap(({ name, args, start, end }): Edit[] => {
        const [given] = args ?? [];
        return HAS_VALUE.has(name) && isExpression(given) && literalValue(given) ? [[start, end]] : [];
      })
    : [];
  const code = withoutParts(value, file, [...coercions, ...defaults]);
  if (defaults.length === 0) return { code };
  return {
    code,
    required: !chainOf(value).steps.some(({ name }) => OPTIONAL.has(name) && !HAS_VALUE.has(name)),
    defaultCode: undefined,
    todo: "its default isn't here, as a secret's belongs in no file",
  };
}

/** Whether a secret's schema spells what the secret may be: a literal, an enum, or a default that is a name or is nested. */
function spellsSecret(value: Expression): boolean {
  const own = new Set(chainOf(value).steps.map(({ end }) => end));
  return callsIn(value).some(({ name, given, end }) => {
    if (!HAS_VALUE.has(name)) return CHOICES.has(name);
    return isExpression(given) && (isUnknown(given) || (!own.has(end) && Boolean(literalValue(given))));
  });
}

/** The same for a declaration that would be copied: all of its text would be. */
function spellsAny(statement: Statement): boolean {
  return callsIn(statement).some(({ name }) => CHOICES.has(name) || HAS_VALUE.has(name));
}

interface Call {
  readonly name: string;
  readonly given: Argument | undefined;
  readonly end: number;
}

function callsIn(value: object): readonly Call[] {
  return [...nodesIn(value)].flatMap((node) => {
    if (node.type !== "CallExpression") return [];
    const name = chainOf(node).steps.at(-1)?.name ?? identifierName(node.callee) ?? "";
    return [{ name, given: node.arguments[0], end: node.end }];
  });
}

const CHOICES = new Set(["literal", "enum", "nativeEnum"]);

function isUnknown(given: Expression): boolean {
  return literalValue(given) === undefined && identifierName(given) !== "undefined";
}

/** Optional only where it is so without its default. */
function bareSecret(value: Expression): Pick<Draft, "code" | "todo"> & Partial<Draft> {
  const names = chainOf(value).steps.map(({ name }) => name);
  const required = !names.some((name) => OPTIONAL.has(name)) || names.some((name) => HAS_VALUE.has(name));
  return {
    code: required ? "z.string()" : "z.string().optional()",
    required,
    type: "text",
    defaultCode: undefined,
    todo: "its values aren't here, as a secret's belong in no file",
  };
}

const HAS_VALUE = new Set(["default", "prefault", "catch"]);

function isCoerce(property: object): boolean {
  return isNode(property) && property.type === "Identifier" && property.name === "coerce";
}

function withoutParts(node: Expression, { text }: CodeFile, edits: readonly Edit[]): string {
  let code = "";
  let from = node.start;
  for (const [start, end] of edits.toSorted((a, b) => a[0] - b[0])) {
    code += text.slice(from, start);
    from = end;
  }
  return code + text.slice(from, node.end);
}
