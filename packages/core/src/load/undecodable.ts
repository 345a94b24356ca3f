import type { ValueType } from "../model/setting.ts";

/** One thing that is wrong in a value. Its message quotes nothing of the value. */
export interface DecodingFault {
  /** Inside the value; its names may be somebody's. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly blame?: Blame;
}

/** Of a value that was merged of parts: which of all that it was merged of is at fault. Left out, what holds the place. */
export type Blame = "around" | "parts" | undefined;

/** Why a value can't be what the setting's kind asks: everything that is wrong in it. */
export class Undecodable {
  readonly faults: readonly DecodingFault[];
  /** The value with its sound parts decoded, for zod to judge them too. */
  readonly partial: unknown;

  constructor(faults: string | readonly DecodingFault[], partial?: unknown) {
    this.faults = typeof faults === "string" ? [{ path: [], message: faults }] : faults;
    this.partial = partial;
  }

  /** The same, of a part of a value. */
  at(key: string | number): readonly DecodingFault[] {
    return this.faults.map((fault) => ({ ...fault, path: [key, ...fault.path] }));
  }

  /** The same, and what is at fault. */
  blaming(blame: NonNullable<Blame>): Undecodable {
    return new Undecodable(this.faults.map((fault) => ({ ...fault, blame })));
  }

  /** The same of a map whose pairs were decoded: what is wrong in one is under its name. */
  underNames(pairs: readonly (readonly [name: unknown, ...unknown[]])[]): Undecodable {
    const faults = this.faults.map(({ path: [index, , ...below], message }) => {
      return { path: [String(pairs[Number(index)]?.[0]), ...below], message };
    });
    return new Undecodable(faults, this.partial);
  }
}

const FORMS: Partial<Record<ValueType["type"], string>> = {
  text: "a string",
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

export function undecodable(type: ValueType["type"], got: string): Undecodable {
  return new Undecodable(`expected ${formName(type)}, got ${got}`);
}

/** Of a string that is no spelling of what was asked: that it is a string would say nothing, as every variable holds one. */
export function unspelled(type: ValueType["type"]): Undecodable {
  const not = type === "record" || type === "map" ? "neither" : "not one";
  return new Undecodable(`expected ${formName(type)}, but the string is ${not}`);
}

function formName(type: ValueType["type"]): string {
  return FORMS[type] ?? type;
}

/** What is made of a value, and of the sound parts of one that has others. */
export function decodable<T>(value: T | Undecodable, then: (value: T) => unknown): unknown {
  if (!(value instanceof Undecodable)) return then(value);
  const partial = value.partial === undefined ? undefined : then(value.partial as T);
  return new Undecodable(value.faults, partial instanceof Undecodable ? undefined : partial);
}

/** Where `.catch()` replaces what zod refuses. */
export function orAsItCame(decoded: unknown, value: unknown): unknown {
  return decoded instanceof Undecodable ? value : decoded;
}

interface DecodedPart {
  readonly key: string | number;
  /** As it came; left out where nothing of it is left that zod could judge. */
  readonly value?: unknown;
  readonly decoded: unknown;
}

/** A value of its decoded parts, or everything that is wrong in them. */
export function whole(
  parts: readonly DecodedPart[],
  of: (values: readonly (readonly [key: string | number, value: unknown])[]) => unknown,
): unknown {
  const faults = parts.flatMap(({ key, decoded }) => (decoded instanceof Undecodable ? decoded.at(key) : []));
  const values = parts.map(({ key, value, decoded }) => {
    return [key, decoded instanceof Undecodable ? (decoded.partial ?? value) : decoded] as const;
  });
  return faults.length === 0 ? of(values) : new Undecodable(faults, of(values));
}
