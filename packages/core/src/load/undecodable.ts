import type { ValueType } from "../model/setting.ts";

/** Why a value can't be what the setting's kind asks. Its message quotes nothing of the value. */
export class Undecodable {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const FORMS: Partial<Record<ValueType["type"], string>> = {
  text: "text",
  number: "a number",
  integer: "an integer",
  boolean: "a boolean (true or false)",
  bigint: "an integer",
  array: "a list",
  set: "a list",
  tuple: "a list",
  record: "JSON, or a=1,b=2",
  map: "JSON, or a=1,b=2",
  object: "a JSON object",
};

export function undecodable(type: ValueType["type"], got = "text"): Undecodable {
  return new Undecodable(`expected ${FORMS[type] ?? type}, got ${got}`);
}

export function decodable<T>(value: T | Undecodable, then: (value: T) => unknown): unknown {
  return value instanceof Undecodable ? value : then(value);
}

export function orAsItCame(decoded: unknown, value: unknown): unknown {
  return decoded instanceof Undecodable ? value : decoded;
}
