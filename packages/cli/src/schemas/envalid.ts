import { chainOf, identifierName, isExpression, literalValue } from "../syntax/code-nodes.ts";
import { type CodeProperty, codeIn, type CodeTree } from "../syntax/code-tree.ts";
import { callsOf, moduleNames } from "../syntax/module-names.ts";
import { choicesCode } from "./choices.ts";
import { defaultOf } from "./default-value.ts";
import type { Draft, ExistingSchema } from "./draft.ts";
import { namesSecret } from "./secret-names.ts";
import { argumentOf, oneLine } from "./t3-env.ts";

const ENVALID = /^envalid$/;

/** Each `cleanEnv` of envalid. */
export function readEnvalid(tree: CodeTree): readonly ExistingSchema[] {
  return tree.matching(/["']envalid["']/).flatMap((file) =>
    ["cleanEnv", "customCleanEnv"].flatMap((name) =>
      callsOf(name, ENVALID, file).flatMap((call): readonly ExistingSchema[] => {
        const specs = tree.objectOf(argumentOf(call, 1), file);
        if (specs === undefined) return [];
        const { properties, unread } = tree.propertiesOf(specs.node, specs.file);
        const options = argumentOf(call, 2);
        const todos = [
          ...unread.map(() => "a spread of envalid's specs could not be read"),
          ...(options ? [`envalid's ${oneLine(codeIn(options, file))} isn't here`] : []),
        ];
        const drafts = properties.map((each) => draftOf(each, tree));
        return [{ kind: "envalid", file: file.path, drafts, statements: [], todos }];
      }),
    ),
  );
}

/** As core calls what takes all of them. */
const ANY_JSON = "text, number, boolean, null, list (a,b or JSON) or names and values (a=1,b=2 or JSON)";

const VALIDATORS: Readonly<Record<string, readonly [code: string, type: string]>> = {
  str: ["z.string()", "text"],
  bool: ["z.boolean()", "boolean"],
  num: ["z.number()", "number"],
  email: ["z.email()", "text"],
  host: ["z.string()", "text"],
  port: ["z.int().min(1).max(65_535)", "integer"],
  url: ["z.url()", "text"],
  json: ["z.json()", ANY_JSON],
};

function draftOf({ name, value, file }: CodeProperty, tree: CodeTree): Draft {
  const { root, steps } = chainOf(value);
  const call = root.type === "CallExpression" ? root : undefined;
  const local = call && identifierName(call.callee);
  const imported = call && moduleNames(ENVALID, file).exportOf(call.callee);
  const spelled = imported ?? local ?? steps.at(-1)?.name ?? "";
  const validator = VALIDATORS[spelled];
  const given = call ? argumentOf(call) : steps.at(-1)?.args?.find(isExpression);
  const object = tree.objectOf(given, file);
  const options = new Map(
    object
      ? tree.propertiesOf(object.node, object.file).properties.map((each) => [each.name, each.value])
      : [],
  );
  const secret = namesSecret(name);
  const words = options.get("desc");
  const description = words && literalValue(words);
  const choices = options.get("choices");
  const [code, type] = (choices && !secret ? choicesCode(literalValue(choices)) : undefined) ??
    validator ?? ["z.string()", "text"];
  const fallback = defaultOf(options.get("default"), secret, code);
  const lost = [
    ...(validator ? [] : [`envalid's ${spelled || "validator"} is no check of zod's`]),
    ...[...options.keys()]
      .filter((each) => !KNOWN.has(each))
      .map((each) => `its ${each} of envalid isn't here`),
    ...(secret && choices ? [SECRET_CHOICES] : []),
    ...(fallback.todo === undefined ? [] : [fallback.todo]),
  ];
  return {
    path: [name],
    variables: [name],
    secret,
    code:
      code +
      (typeof description === "string" ? `.describe(${JSON.stringify(description)})` : "") +
      fallback.code,
    type,
    required: fallback.code === "",
    defaultCode: fallback.defaultCode,
    ...(typeof description === "string" && { description }),
    ...(lost.length > 0 && { todo: lost.join("; ") }),
  };
}

const KNOWN = new Set(["default", "desc", "choices"]);

/** What is left to do where a list says what a secret may be. */
export const SECRET_CHOICES = "its choices aren't here, as a secret's belong in no file";
