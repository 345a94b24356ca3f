import type { Class, Decorator, Expression, PropertyDefinition, TSEnumDeclaration } from "oxc-parser";

import { identifierName, isExpression, keyName, literalValue } from "../syntax/code-nodes.ts";
import { type CodeFile, codeIn, type CodeTree } from "../syntax/code-tree.ts";
import { defaultOf } from "./default-value.ts";
import type { Draft, ExistingSchema } from "./draft.ts";
import { choicesCode } from "./choices.ts";
import { namesSecret } from "./secret-names.ts";

/** A class whose decorators say what its properties have to be. */
export function readClassValidator(node: Class, file: CodeFile, tree: CodeTree): ExistingSchema {
  const properties = node.body.body.filter(
    (each): each is PropertyDefinition => each.type === "PropertyDefinition",
  );
  const drafts = properties.flatMap((each) => propertyDraft(each, file, tree) ?? []);
  const above = identifierName(node.superClass);
  const todos =
    above === undefined ? [] : [`the properties of ${above}, which the class extends, aren't here`];
  return { kind: "class-validator", file: file.path, drafts, statements: [], todos };
}

/** The whole schema by a decorator. The last that is there wins: `@IsString() @IsUrl()` is an URL. */
const SCHEMAS: Readonly<Record<string, readonly [code: string, type: string]>> = {
  IsString: ["z.string()", "text"],
  IsNumberString: ["z.string()", "text"],
  IsNumber: ["z.number()", "number"],
  IsBoolean: ["z.boolean()", "boolean"],
  IsDate: ["z.date()", "date (ISO 8601)"],
  IsArray: ["z.array(z.string())", "list (a,b or JSON)"],
  IsObject: ["z.record(z.string(), z.unknown())", "names and values (a=1,b=2 or JSON)"],
  IsInt: ["z.int()", "integer"],
  IsPort: ["z.int().min(0).max(65_535)", "integer"],
  IsUrl: ["z.url()", "text"],
  IsEmail: ["z.email()", "text"],
  IsUUID: ["z.guid()", "text"],
  IsFQDN: ["z.hostname()", "text"],
  IsIP: ["z.union([z.ipv4(), z.ipv6()])", "text"],
};

const LIMITS: Readonly<Record<string, string>> = {
  Min: "min",
  Max: "max",
  MinLength: "min",
  MaxLength: "max",
  IsPositive: "positive",
  IsNegative: "negative",
  Matches: "regex",
};

const NOTHING_HERE = new Set(["IsOptional", "IsNotEmpty", "IsDefined", "Type", "Expose", "IsEnum", "IsIn"]);

interface NamedDecorator {
  readonly name: string;
  readonly args: readonly Expression[];
}

function propertyDraft(property: PropertyDefinition, file: CodeFile, tree: CodeTree): Draft | undefined {
  const name = keyName(property.key, property.computed);
  if (name === undefined || property.static) return undefined;
  const decorators = property.decorators.map(decoratorOf);
  const secret = namesSecret(name);
  const choices = secret ? undefined : choicesOf(decorators, file, tree);
  const schema = decorators.flatMap((each) => (SCHEMAS[each.name] ? [SCHEMAS[each.name]] : [])).at(-1);
  const [code, type] = choices ?? schema ?? byAnnotation(property, file);
  const limits = choices
    ? []
    : decorators.flatMap(({ name: limit, args }) => limitCode(limit, args, file) ?? []);
  const fallback = defaultOf(
    enumValue(property.value, file, tree) ?? property.value ?? undefined,
    secret,
    code,
  );
  const optional = property.optional === true || decorators.some((each) => each.name === "IsOptional");
  const end = fallback.code === "" && optional ? ".optional()" : fallback.code;
  const lost = [
    ...decorators
      .filter((each) => !isKnown(each, choices !== undefined))
      .map((each) => `class-validator's ${each.name} isn't here`),
    ...(fallback.todo === undefined ? [] : [fallback.todo]),
  ];
  return {
    path: [name],
    variables: [name],
    secret,
    code: code + limits.join("") + end,
    type,
    required: end === "",
    defaultCode: fallback.defaultCode,
    ...(lost.length > 0 && { todo: lost.join("; ") }),
  };
}

function decoratorOf({ expression }: Decorator): NamedDecorator {
  if (expression.type !== "CallExpression") return { name: identifierName(expression) ?? "", args: [] };
  return { name: identifierName(expression.callee) ?? "", args: expression.arguments.filter(isExpression) };
}

function isKnown({ name }: NamedDecorator, hasChoices: boolean): boolean {
  if (name === "IsEnum" || name === "IsIn") return hasChoices;
  return name in SCHEMAS || name in LIMITS || NOTHING_HERE.has(name);
}

function limitCode(name: string, [given]: readonly Expression[], file: CodeFile): string | undefined {
  const check = LIMITS[name];
  if (check === undefined) return undefined;
  return given === undefined ? `.${check}()` : `.${check}(${codeIn(given, file)})`;
}

function byAnnotation(
  { typeAnnotation }: PropertyDefinition,
  file: CodeFile,
): readonly [code: string, type: string] {
  const text = typeAnnotation ? codeIn(typeAnnotation.typeAnnotation, file) : "";
  if (text === "number") return ["z.number()", "number"];
  return text === "boolean" ? ["z.boolean()", "boolean"] : ["z.string()", "text"];
}

/** Of `@IsIn([…])`, or of the enum that `@IsEnum` names. */
function choicesOf(decorators: readonly NamedDecorator[], file: CodeFile, tree: CodeTree) {
  const given = decorators.find(({ name }) => name === "IsIn" || name === "IsEnum")?.args[0];
  if (given === undefined) return undefined;
  const name = identifierName(given);
  const declared = name === undefined ? undefined : tree.declared(name, file)?.node;
  if (declared?.type === "TSEnumDeclaration") return choicesCode([...enumMembers(declared).values()]);
  return choicesCode(literalValue(given));
}

/** `Environment.Production`, as the member's value. */
function enumValue(value: Expression | null, file: CodeFile, tree: CodeTree): Expression | undefined {
  if (value?.type !== "MemberExpression" || value.computed) return undefined;
  const declared = tree.declared(identifierName(value.object) ?? "", file)?.node;
  const member = identifierName(value.property);
  if (declared?.type !== "TSEnumDeclaration" || member === undefined) return undefined;
  return declared.body.members.find(({ id }) => memberName(id) === member)?.initializer ?? undefined;
}

function enumMembers({ body }: TSEnumDeclaration): ReadonlyMap<string, unknown> {
  return new Map(
    body.members.map(({ id, initializer }, index) => [
      memberName(id),
      initializer ? literalValue(initializer) : index,
    ]),
  );
}

function memberName(id: TSEnumDeclaration["body"]["members"][number]["id"]): string {
  return id.type === "Identifier" ? id.name : id.type === "Literal" ? id.value : "";
}
