import type { Expression } from "oxc-parser";

import {
  type CallStep,
  chainOf,
  identifierName,
  isExpression,
  literalCode,
  literalValue,
} from "../syntax/code-nodes.ts";
import { type CodeFile, type CodeProperty, codeIn, type CodeTree } from "../syntax/code-tree.ts";
import { moduleNames } from "../syntax/module-names.ts";
import { defaultOf } from "./default-value.ts";
import type { Draft, ExistingSchema } from "./draft.ts";
import { choicesCode } from "./choices.ts";
import { SECRET_CHOICES } from "./envalid.ts";
import { namesSecret } from "./secret-names.ts";
import { oneLine } from "./t3-env.ts";

/** A Joi schema of variables, as `@nestjs/config` takes one: `Joi.object({ … })`. */
export function readJoi(schema: Expression, file: CodeFile, tree: CodeTree): ExistingSchema | undefined {
  const { root, steps } = chainOf(schema);
  const exported = moduleNames(/^joi$/, file).exportOf(root);
  if (!/^joi$/i.test(identifierName(root) ?? "") && exported === undefined) return undefined;
  const given = steps.filter(({ name }) => HAS_KEYS.has(name)).map(({ args = [] }) => args[0]);
  const objects = given.map((each) => (isExpression(each) ? tree.objectOf(each, file) : undefined));
  if (!objects.some((each) => each !== undefined)) return undefined;
  const read = objects.map((each) =>
    each ? tree.propertiesOf(each.node, each.file) : { properties: [], unread: [""] },
  );
  const properties = read.flatMap((each) => each.properties);
  const todos = [
    ...read.flatMap(({ unread }) => unread).map(() => "a spread of Joi's schema could not be read"),
    ...steps
      .filter(({ name }) => !HAS_KEYS.has(name) && !ASIDE.has(name))
      .map(({ name, args = [] }) => {
        const code = oneLine(`${name}(${args.map((each) => codeIn(each, file)).join(", ")})`);
        return `Joi's ${code} of the whole schema isn't here`;
      }),
  ];
  return { kind: "joi", file: file.path, drafts: properties.map(joiDraft), statements: [], todos };
}

/** Methods of a schema that say which keys it has. */
const HAS_KEYS = new Set(["object", "keys", "append"]);

function joiDraft({ name, value, file }: CodeProperty): Draft {
  const { steps } = chainOf(value);
  const secret = namesSecret(name);
  const found = zodOf(steps, file, secret);
  const given = steps.find((each) => each.name === "default")?.args?.find(isExpression);
  const fallback = defaultOf(given, secret, found.code);
  const isRequired = steps.some((each) => each.name === "required");
  const words = steps.find((each) => each.name === "description")?.args?.find(isExpression);
  const description = words && literalValue(words);
  const lost = [...found.lost, ...(fallback.todo === undefined ? [] : [fallback.todo])];
  const end =
    fallback.code === "" && !isRequired && fallback.todo === undefined ? ".optional()" : fallback.code;
  return {
    path: [name],
    variables: [name],
    secret,
    code: `${found.code}${typeof description === "string" ? `.describe(${JSON.stringify(description)})` : ""}${end}`,
    type: found.type,
    required: end === "",
    defaultCode: fallback.defaultCode,
    ...(typeof description === "string" && { description }),
    ...(lost.length > 0 && { todo: lost.join("; ") }),
  };
}

interface ZodOfJoi {
  readonly code: string;
  readonly type: string;
  /** What has no counterpart. */
  readonly lost: readonly string[];
}

const BASES: Readonly<Record<string, readonly [code: string, type: string]>> = {
  string: ["z.string()", "text"],
  number: ["z.number()", "number"],
  boolean: ["z.boolean()", "boolean"],
  bool: ["z.boolean()", "boolean"],
  date: ["z.date()", "date (ISO 8601)"],
  array: ["z.array(z.string())", "list (a,b or JSON)"],
  object: ["z.record(z.string(), z.unknown())", "names and values (a=1,b=2 or JSON)"],
  any: ["z.string()", "text"],
  valid: ["z.string()", "text"],
};

/** Methods that take the place of the base. */
const FORMS: Readonly<Record<string, readonly [code: string, type: string]>> = {
  uri: ["z.url()", "text"],
  email: ["z.email()", "text"],
  guid: ["z.guid()", "text"],
  uuid: ["z.guid()", "text"],
  ip: ["z.union([z.ipv4(), z.ipv6()])", "text"],
  hostname: ["z.hostname()", "text"],
  integer: ["z.int()", "integer"],
  port: ["z.int().min(0).max(65_535)", "integer"],
};

/** Methods that zod has under the same or another name. */
const CHECKS: Readonly<Record<string, string>> = {
  min: "min",
  max: "max",
  length: "length",
  greater: "gt",
  less: "lt",
  positive: "positive",
  negative: "negative",
  multiple: "multipleOf",
  pattern: "regex",
  regex: "regex",
  trim: "trim",
  lowercase: "toLowerCase",
  uppercase: "toUpperCase",
};

/** What changes nothing here: confide decodes by type, and an empty variable is missing. */
const ASIDE = new Set([
  ..."required optional default description label note example tag messages message unknown strict convert".split(
    " ",
  ),
  ..."options prefs preferences valid only equal".split(" "),
]);

/** `.allow("", null)` and `.empty("")` too, and no other text. */
function isAside({ name, args = [] }: CallStep): boolean {
  if (name !== "allow" && name !== "empty") return ASIDE.has(name);
  return args.every((each) => isExpression(each) && ["", null].includes(literalValue(each) as string | null));
}

const ANY_TEXT = ["z.string()", "text"] as const;

function zodOf(steps: readonly CallStep[], file: CodeFile, secret: boolean): ZodOfJoi {
  const [base, ...methods] = steps;
  const choices = [...steps].find(({ name }) => name === "valid" || name === "equal")?.args ?? [];
  const values = choices.map((each) => (isExpression(each) ? literalValue(each) : undefined));
  const listed =
    !secret && values.length > 0 && values.every((each) => each !== undefined)
      ? choicesCode(values.flat())
      : undefined;
  const forms =
    base?.name === "array" ? [] : methods.flatMap(({ name }) => (FORMS[name] ? [FORMS[name]] : []));
  const [code, type] = listed ?? forms.at(-1) ?? BASES[base?.name ?? ""] ?? ANY_TEXT;
  const checks = listed ? [] : methods.map((each) => checkCode(each, file));
  const lost = [
    ...(BASES[base?.name ?? ""] === undefined ? [`Joi's ${base?.name ?? "schema"} could not be read`] : []),
    ...(choices.length > 0 && listed === undefined
      ? [secret ? SECRET_CHOICES : "its choices are no literals"]
      : []),
    ...methods
      .filter((each) => !(each.name in FORMS) && !isAside(each) && checkCode(each, file) === undefined)
      .map(({ name }) => `Joi's ${name} isn't here`),
  ];
  return { code: code + checks.join(""), type, lost };
}

function checkCode({ name, args = [] }: CallStep, file: CodeFile): string | undefined {
  const check = CHECKS[name];
  const [given] = args;
  if (check === undefined) return undefined;
  if (given === undefined) return `.${check}()`;
  const isLiteral = isExpression(given) && (literalCode(given) !== undefined || isRegExp(given));
  return isLiteral ? `.${check}(${codeIn(given, file)})` : undefined;
}

function isRegExp(node: Expression): boolean {
  return node.type === "Literal" && "regex" in node;
}
