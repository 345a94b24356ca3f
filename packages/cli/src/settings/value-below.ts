import { Secret } from "@confide/core/adapter";

/** What a value holds at a path. A group may come as the text of a JSON object. */
export function valueBelow(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const object = typeof value === "string" ? parsedOrNone(value) : value;
  if (typeof object !== "object" || object === null || !Object.hasOwn(object, first)) return undefined;
  return valueBelow(Reflect.get(object, first), rest);
}

function parsedOrNone(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** None where there is no value. */
export function secretNamed(name: string, value: unknown): readonly Secret[] {
  return value === undefined || value === null || value === "" ? [] : [new Secret(value, name) as Secret];
}
