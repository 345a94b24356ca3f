import { refusals } from "./refusal.ts";

/** What a call was sent with. */
export type Input = Readonly<Record<string, unknown>>;

interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

export function optionalText(
  input: Input,
  field: string,
  { least = 0, most = Infinity }: Bounds = {},
): string | undefined {
  const value = input[field];
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw refusals.constraint(field, value, "Member must be a string");
  checkLength(field, value, value.length, { least, most });
  return value;
}

export function text(input: Input, field: string, bounds: Bounds = { least: 1 }): string {
  const value = optionalText(input, field, bounds);
  if (value === undefined) throw refusals.constraint(field, null, "Member must not be null");
  return value;
}

export function optionalTexts(input: Input, field: string, bounds: Bounds): readonly string[] | undefined {
  const value = input[field];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
    throw refusals.constraint(field, value, "Member must be a list of strings");
  checkLength(field, value, value.length, bounds);
  return value;
}

export function optionalNumber(input: Input, field: string, { least = 0, most = Infinity }: Bounds) {
  const value = input[field];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || value < least || value > most)
    throw refusals.constraint(field, value, `Member must be between ${least} and ${most}`);
  return value;
}

/** Objects of a list, such as tags and filters. */
export function objects(input: Input, field: string): readonly Input[] {
  const value = input[field] ?? [];
  if (!Array.isArray(value)) throw refusals.constraint(field, value, "Member must be a list");
  return value as readonly Input[];
}

function checkLength(
  field: string,
  value: unknown,
  length: number,
  { least = 0, most = Infinity }: Bounds,
): void {
  if (length < least)
    throw refusals.constraint(field, value, `Member must have length greater than or equal to ${least}`);
  if (length > most)
    throw refusals.constraint(field, value, `Member must have length less than or equal to ${most}`);
}
