import type { Expression } from "oxc-parser";

import { bareExpression, identifierName, literalValue } from "../syntax/code-nodes.ts";

/** What a default adds to a schema. */
export interface DefaultValue {
  readonly code: string;
  /** As code, where it is a literal and no secret's. */
  readonly defaultCode?: string | undefined;
  /** Why it isn't here. */
  readonly todo?: string | undefined;
}

/**
 * A default as a schema takes it. That of a secret stays behind; one that the schema's type doesn't take is converted where
 * that loses nothing, as `"3000"` for a number, and else left out.
 *
 * @param schema The code of the schema: `z.int()`.
 */
export function defaultOf(value: Expression | undefined, secret: boolean, schema: string): DefaultValue {
  if (value === undefined) return { code: "" };
  if (identifierName(bareExpression(value)) === "undefined") return { code: ".optional()" };
  const literal = literalValue(value);
  if (literal === undefined) return { code: ".optional()", todo: "its default is no literal" };
  if (secret && literal !== "")
    return { code: "", todo: "its default isn't here, as a secret's belongs in no file" };
  const fitting = typeof literal === "bigint" ? undefined : fittingCode(literal, schema);
  if (fitting === undefined)
    return { code: ".optional()", todo: "its default isn't here, as its type doesn't take it" };
  return { code: `.default(${fitting})`, ...(!secret && { defaultCode: fitting }) };
}

type Literal = ReturnType<typeof literalValue>;

function fittingCode(literal: Literal, schema: string): string | undefined {
  return FITS.find(([pattern]) => pattern.test(schema))?.[1](literal, schema);
}

/** By how a schema begins: the default as code. */
const FITS: readonly (readonly [
  schema: RegExp,
  fit: (literal: Literal, schema: string) => string | undefined,
])[] = [
  [/^z\.(?:enum|literal)\(/, choiceCode],
  [/^z\.int\(/, (literal) => numberCode(literal, Number.isSafeInteger)],
  [/^z\.number\(/, (literal) => numberCode(literal, Number.isFinite)],
  [/^z\.boolean\(/, booleanCode],
  [/^z\.array\(/, listCode],
  [/^z\.(?:record|date)\(/, () => undefined],
  [/^z\.(?:json|unknown|any)\(/, (literal) => JSON.stringify(literal)],
  // All others are of text.
  [/^z\./, textCode],
];

function textCode(literal: Literal): string | undefined {
  return ["string", "number", "boolean"].includes(typeof literal)
    ? JSON.stringify(String(literal))
    : undefined;
}

function numberCode(literal: Literal, fits: (value: number) => boolean): string | undefined {
  const isText = typeof literal === "string" && literal.trim() !== "";
  const value = isText ? Number(literal) : literal;
  return typeof value === "number" && fits(value) ? JSON.stringify(value) : undefined;
}

function booleanCode(literal: Literal): string | undefined {
  return literal === true || literal === "true"
    ? "true"
    : literal === false || literal === "false"
      ? "false"
      : undefined;
}

function listCode(literal: Literal): string | undefined {
  return Array.isArray(literal) && literal.every((each) => typeof each === "string")
    ? JSON.stringify(literal)
    : undefined;
}

/** One of the choices, in the type that those have. */
function choiceCode(literal: Literal, schema: string): string | undefined {
  const choices: unknown = JSON.parse(/\((\[.*\])\)/s.exec(schema)?.[1] ?? "[]");
  const chosen: unknown = Array.isArray(choices)
    ? choices.find((each) => each === literal || String(each) === String(literal))
    : undefined;
  return chosen === undefined ? undefined : JSON.stringify(chosen);
}
