/** Where the value of a property stands in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Finds a property's value in a JSON text, so that it can be replaced and everything else stays, character for character: a
 * number that JavaScript can't hold, and the order of names.
 *
 * @param json a text that parses
 * @returns the last one where a name stands twice, as parsers take it
 */
export function spanOf(json: string, property: readonly string[]): Span | undefined {
  const path: (string | undefined)[] = [];
  let found: Span | undefined;
  let start = 0;
  let isName = false;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    const end = index + token.length;
    if (token === "{" || token === "[") {
      if (isWanted(path, property)) start = index;
      path.push(undefined);
      isName = token === "{";
    } else if (token === "}" || token === "]") {
      path.pop();
      if (isWanted(path, property)) found = { start, end };
      isName = false;
    } else if (token === ",") isName = path.at(-1) !== undefined;
    else if (isName && token !== ":") {
      path[path.length - 1] = JSON.parse(token) as string;
      isName = false;
    } else if (token !== ":" && isWanted(path, property)) found = { start: index, end };
  }
  return found;
}

function isWanted(path: readonly (string | undefined)[], property: readonly string[]): boolean {
  return path.length === property.length && path.every((name, depth) => name === property[depth]);
}
