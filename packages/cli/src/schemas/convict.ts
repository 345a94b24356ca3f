import type { Expression } from "oxc-parser";

import { identifierName, literalCode, literalValue } from "../syntax/code-nodes.ts";
import { type CodeProperty, type CodeTree } from "../syntax/code-tree.ts";
import type { Draft, ExistingSchema } from "./draft.ts";
import { choicesCode, defaultOf, SECRET_CHOICES } from "./envalid.ts";
import { namesSecret } from "./secret-names.ts";
import { argumentOf, callOf } from "./t3-env.ts";

/** The schema of convict: its groups stay groups. */
export function readConvict(tree: CodeTree): ExistingSchema | undefined {
  for (const file of tree.matching(/["']convict["']/)) {
    const object = tree.objectOf(argumentOf(callOf("convict", file)), file);
    if (object === undefined) continue;
    const { properties, unread } = tree.propertiesOf(object.node, object.file);
    const drafts = properties.flatMap((each) => draftsIn(each, [], tree));
    const todos = unread.map(() => "a spread of convict's schema could not be read");
    return { kind: "convict", file: file.path, drafts, statements: [], todos };
  }
  return undefined;
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
  const fallback = hasNone ? { code: "" } : defaultOf(given, secret);
  const wanted = rule.get("format");
  const hidden = secret && wanted !== undefined && Array.isArray(literalValue(wanted));
  const format = hidden ? undefined : formatCode(wanted, given);
  const lost = [
    ...(format === undefined ? [hidden ? SECRET_CHOICES : "its format of convict is no check of zod's"] : []),
    ...("todo" in fallback && fallback.todo !== undefined ? [fallback.todo] : []),
  ];
  const [code, type] = format ?? ["z.string()", "text"];
  const nullable = literalText(rule.get("nullable")) === "true";
  return {
    path,
    variables: variable === undefined ? [] : [variable],
    secret,
    code: `${code}${words === undefined ? "" : `.describe(${JSON.stringify(words)})`}${nullable && hasNone ? ".optional()" : fallback.code}`,
    type,
    required: fallback.code === "" && !nullable,
    ...("defaultCode" in fallback && { defaultCode: fallback.defaultCode }),
    ...(words !== undefined && { description: words }),
    ...(lost.length > 0 && { todo: lost.join("; ") }),
  };
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
  object: ["z.record(z.string(), z.unknown())", "JSON"],
  int: ["z.int()", "integer"],
  integer: ["z.int()", "integer"],
  nat: ["z.int().min(0)", "integer"],
  port: ["z.int().min(0).max(65_535)", "integer"],
  port_or_windows_named_pipe: ["z.string()", "text"],
  url: ["z.url()", "URL"],
  email: ["z.email()", "e-mail address"],
  ipaddress: ["z.union([z.ipv4(), z.ipv6()])", "IP address"],
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
