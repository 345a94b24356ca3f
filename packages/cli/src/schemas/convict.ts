import type { Expression } from "oxc-parser";

import { identifierName, literalCode, literalValue, nodesIn } from "../syntax/code-nodes.ts";
import { type CodeFile, type CodeProperty, codeIn, type CodeTree } from "../syntax/code-tree.ts";
import { callsOf } from "../syntax/module-names.ts";
import { defaultOf } from "./default-value.ts";
import type { Draft, ExistingSchema } from "./draft.ts";
import { choicesCode } from "./choices.ts";
import { SECRET_CHOICES } from "./envalid.ts";
import { namesSecret } from "./secret-names.ts";
import { argumentOf, oneLine } from "./t3-env.ts";

/** Each schema of convict: its groups stay groups. */
export function readConvict(tree: CodeTree): readonly ExistingSchema[] {
  return tree.matching(/["']convict["']/).flatMap((file) =>
    callsOf("default", /^convict$/, file).flatMap((call): readonly ExistingSchema[] => {
      const object = tree.objectOf(argumentOf(call), file);
      if (object === undefined) return [];
      const { properties, unread } = tree.propertiesOf(object.node, object.file);
      const drafts = properties.flatMap((each) => draftsIn(each, [], tree));
      const todos = [...unread.map(() => "a spread of convict's schema could not be read"), ...loadsIn(tree)];
      return [{ kind: "convict", file: file.path, drafts, statements: [], todos }];
    }),
  );
}

/** What is loaded into the configuration, wherever that is done. */
function loadsIn(tree: CodeTree): readonly string[] {
  const found = tree.matching(/\.load(?:File)?\s*\(/).flatMap((file) =>
    [...nodesIn(file.program)].flatMap((node) => {
      if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return [];
      const name = identifierName(node.callee.property);
      if (name !== "loadFile" && (name !== "load" || !mentionsConvict(file))) return [];
      const instead = name === "loadFile" ? ': file("…") behind env() in sources takes its place' : "";
      return [
        `convict's ${oneLine(`${name}(${node.arguments.map((each) => codeIn(each, file)).join(", ")})`)} isn't here${instead}`,
      ];
    }),
  );
  return [...new Set(found)];
}

/** `load` is a method of much else. */
function mentionsConvict({ text }: CodeFile): boolean {
  return /["']convict["']/.test(text);
}

function draftsIn(
  { name, value, file }: CodeProperty,
  above: readonly string[],
  tree: CodeTree,
): readonly Draft[] {
  const path = [...above, name];
  const object = tree.objectOf(value, file);
  const properties = object ? tree.propertiesOf(object.node, object.file).properties : [];
  const isLeaf =
    object === undefined || properties.some((each) => each.name === "default" || each.name === "format");
  if (!isLeaf) return properties.flatMap((each) => draftsIn(each, path, tree));
  return [draftOfRule(path, new Map(properties.map((each) => [each.name, each.value])), value)];
}

type ConvictRule = ReadonlyMap<string, Expression>;

/** A property that is a bare value is its default, and its type's example. */
function draftOfRule(path: readonly string[], rule: ConvictRule, bare: Expression): Draft {
  const [variable, words] = [literalText(rule.get("env")), literalText(rule.get("doc"))];
  const secret = literalText(rule.get("sensitive")) === "true" || namesSecret(variable ?? nameOf(path));
  const given = rule.size === 0 ? bare : rule.get("default");
  const hasNone = given === undefined || literalValue(given) === null;
  const wanted = rule.get("format");
  const hidden = secret && wanted !== undefined && Array.isArray(literalValue(wanted));
  const format = hidden ? undefined : formatCode(wanted, given);
  const [code, type] = format ?? ["z.string()", "text"];
  const fallback = defaultOf(hasNone ? undefined : given, secret, code);
  const lost = [
    ...(format === undefined ? [hidden ? SECRET_CHOICES : "its format of convict is no check of zod's"] : []),
    ...(isDuration(wanted) ? ['it is in milliseconds here, where convict also takes "5 minutes"'] : []),
    ...lostOf(rule),
    ...(fallback.todo === undefined ? [] : [fallback.todo]),
  ];
  const nullable = literalText(rule.get("nullable")) === "true";
  return {
    path,
    variables: variable === undefined ? [] : [variable],
    secret,
    code: `${code}${words === undefined ? "" : `.describe(${JSON.stringify(words)})`}${nullable && hasNone ? ".optional()" : fallback.code}`,
    type,
    required: fallback.code === "" && !nullable,
    defaultCode: fallback.defaultCode,
    ...(words !== undefined && { description: words }),
    ...(lost.length > 0 && { todo: lost.join("; ") }),
  };
}

const KNOWN_RULES = new Set(["default", "format", "env", "doc", "sensitive", "nullable"]);

function lostOf(rule: ConvictRule): readonly string[] {
  return [...rule.keys()].flatMap((name) => {
    if (name === "arg")
      return [`its arg --${literalText(rule.get(name)) ?? ""} isn't here: args() in sources takes its place`];
    return KNOWN_RULES.has(name) ? [] : [`its ${name} of convict isn't here`];
  });
}

function isDuration(format: Expression | undefined): boolean {
  return format !== undefined && literalText(format) === "duration";
}

function literalText(value: Expression | undefined): string | undefined {
  const literal = value && literalValue(value);
  return literal === undefined || literal === null ? undefined : String(literal);
}

const CONVICT_FORMATS: Readonly<Record<string, readonly [code: string, type: string]>> = {
  "*": ["z.string()", "text"],
  string: ["z.string()", "text"],
  number: ["z.number()", "number"],
  boolean: ["z.boolean()", "boolean"],
  array: ["z.array(z.string())", "list (a,b or JSON)"],
  object: ["z.record(z.string(), z.unknown())", "names and values (a=1,b=2 or JSON)"],
  int: ["z.int()", "integer"],
  integer: ["z.int()", "integer"],
  nat: ["z.int().min(0)", "integer"],
  port: ["z.int().min(0).max(65_535)", "integer"],
  port_or_windows_named_pipe: ["z.string()", "text"],
  url: ["z.url()", "text"],
  email: ["z.email()", "text"],
  duration: ["z.int().min(0)", "integer"],
  timestamp: ["z.int().min(0)", "integer"],
  ipaddress: ["z.union([z.ipv4(), z.ipv6()])", "text"],
};

/** By its word, its constructor or its list of choices; without one by the default's type, as convict does. */
function formatCode(
  format: Expression | undefined,
  fallback: Expression | undefined,
): readonly [code: string, type: string] | undefined {
  if (format === undefined) return CONVICT_FORMATS[typeOfDefault(fallback)];
  const literal = literalValue(format);
  if (Array.isArray(literal)) return choicesCode(literal);
  return CONVICT_FORMATS[
    (typeof literal === "string" ? literal : (identifierName(format) ?? "")).toLowerCase()
  ];
}

function typeOfDefault(fallback: Expression | undefined): string {
  if (fallback === undefined || literalCode(fallback) === undefined) return "*";
  const literal = literalValue(fallback);
  return Array.isArray(literal) ? "array" : literal === null ? "*" : typeof literal;
}

/** As a variable would be called. */
function nameOf(path: readonly string[]): string {
  return path
    .map((each) => each.replace(/([a-z\d])([A-Z])/g, "$1_$2"))
    .join("_")
    .toUpperCase();
}
