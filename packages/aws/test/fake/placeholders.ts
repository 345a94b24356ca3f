import { randomUUID } from "node:crypto";

/** What stands for a placeholder such as `<version_uuid:1>`: the same throughout a scenario. */
export type Bindings = Map<string, string>;

const PLACEHOLDER = /<[\w:-]+>/g;

/** A request with its placeholders filled in; one that nothing has bound yet gets a text of its own. */
export function fill(value: unknown, bindings: Bindings): unknown {
  if (typeof value === "string")
    return value.replaceAll(PLACEHOLDER, (name) => {
      const text = bindings.get(name) ?? randomUUID();
      bindings.set(name, text);
      return text;
    });
  if (Array.isArray(value)) return value.map((item) => fill(item, bindings));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, bindings)]));
}

export interface MatchOptions {
  /** Members that the recording doesn't have are a difference too. */
  readonly exact: boolean;
}

/** Where an answer differs from a recording, in words; binds placeholders on the way. Lists are compared as sets. */
export function difference(
  expected: unknown,
  actual: unknown,
  bindings: Bindings,
  options: MatchOptions,
  place = "answer",
): string | undefined {
  if (expected === "datetime") return typeof actual === "number" ? undefined : `${place} is no time`;
  if (typeof expected === "string") return textDifference(expected, actual, bindings, place);
  if (Array.isArray(expected)) return listDifference(expected, actual, bindings, options, place);
  if (typeof expected === "object" && expected !== null)
    return objectDifference(expected, actual, bindings, options, place);
  return Object.is(expected, actual) ? undefined : `${place} is ${String(actual)}`;
}

function textDifference(
  expected: string,
  actual: unknown,
  bindings: Bindings,
  place: string,
): string | undefined {
  if (typeof actual !== "string" && expected !== "<present>") return `${place} is no text`;
  const names: string[] = [];
  const pattern = expected
    .split(/(<[\w:-]+>)/)
    .map((part) => {
      const bound = bindings.get(part);
      if (bound !== undefined || !part.startsWith("<")) return RegExp.escape(bound ?? part);
      names.push(part);
      return part.startsWith("<ArnPart") ? "(-[A-Za-z0-9]{6})" : "(.+?)";
    })
    .join("");
  const groups = new RegExp(`^${pattern}$`, "s").exec(String(actual));
  if (!groups) return `${place} is ${JSON.stringify(actual)}, not ${expected}`;
  for (const [index, name] of names.entries())
    if (name !== "<present>") bindings.set(name, groups[index + 1] ?? "");
  return undefined;
}

function listDifference(
  expected: readonly unknown[],
  actual: unknown,
  bindings: Bindings,
  options: MatchOptions,
  place: string,
): string | undefined {
  if (!Array.isArray(actual)) return `${place} is no list`;
  const left: unknown[] = [...(actual as unknown[])];
  for (const item of expected) {
    const index = left.findIndex((candidate) => {
      const tried: Bindings = new Map(bindings);
      if (difference(item, candidate, tried, options, place) !== undefined) return false;
      for (const [name, text] of tried) bindings.set(name, text);
      return true;
    });
    if (index === -1) return `${place} lacks ${JSON.stringify(item)} among ${JSON.stringify(left)}`;
    left.splice(index, 1);
  }
  return left.length === 0 ? undefined : `${place} has ${JSON.stringify(left)} besides`;
}

function objectDifference(
  expected: object,
  actual: unknown,
  bindings: Bindings,
  options: MatchOptions,
  place: string,
): string | undefined {
  if (typeof actual !== "object" || actual === null) return `${place} is no object`;
  // Keys that are placeholders themselves (versions by their ids) are found by what stands under them.
  if (Object.keys(expected).some((key) => key.startsWith("<")))
    return listDifference(Object.entries(expected), Object.entries(actual), bindings, options, place);
  const extra = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
  if (options.exact && extra.length > 0) return `${place} has ${extra.join(", ")} besides`;
  for (const [key, item] of Object.entries(expected)) {
    const found = difference(item, Reflect.get(actual, key), bindings, options, `${place}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
