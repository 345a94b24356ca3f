import { Lines, MAX_NAME_DEPTH } from "./lines.ts";
import type { Modules } from "./modules.ts";

/** Aliases may be used so often together: a few lines of them can ask for terabytes. */
const MAX_ALIASES = 100;

/** The value and lines of a YAML text, or the line where it is none. */
export function parseYamlFile(yaml: Modules["yaml"], text: string) {
  const counter = new yaml.LineCounter();
  const lineAt = (offset: number) => counter.linePos(offset).line;
  try {
    // Its own check of unique keys takes a time that grows with their square: the walk over the names does it.
    const document = yaml.parseDocument(text, {
      lineCounter: counter,
      intAsBigInt: true,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "error", // its warnings are the process's, and quote the text
    });
    const [error] = document.errors;
    if (error) return { failure: NOT_YAML, line: lineAt(error.pos[0]) };
    const { lines, twice } = linesOfYaml(yaml, document.contents, lineAt);
    if (twice !== undefined) return { failure: "holds a name twice", line: twice };
    return { value: yamlValue(document), lines };
  } catch {
    return { failure: `${NOT_YAML}, or nests or repeats too much`, line: undefined };
  }
}

const NOT_YAML = "is not valid YAML";

type Yaml = ReturnType<Modules["yaml"]["parseDocument"]>;

/** Integers become numbers again where a number can hold them. */
function yamlValue(document: Yaml): unknown {
  return document.toJS({
    maxAliasCount: MAX_ALIASES,
    reviver: (_key, value: unknown) => (typeof value === "bigint" && isSafe(value) ? Number(value) : value),
  });
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

/** What an alias stands for has its lines where it was written; under the alias it has the alias's. */
function linesOfYaml(yaml: Modules["yaml"], contents: Yaml["contents"], lineAt: (offset: number) => number) {
  const lines = new Lines();
  const pending: { node: unknown; path: readonly string[] | undefined }[] = [{ node: contents, path: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, path } = next;
    if (yaml.isSeq(node)) for (const item of node.items) pending.push({ node: item, path: undefined });
    if (!yaml.isMap(node)) continue;
    const names = new Set<string>();
    for (const { key, value } of node.items) {
      const [name, line] = yaml.isScalar(key) ? [String(key.value), lineAt(key.range?.[0] ?? 0)] : ["", 0];
      if (names.has(name) && line > 0) return { lines, twice: line };
      names.add(name);
      // Inside a list, and deeper than any schema, only unique names matter.
      const below = path && path.length < MAX_NAME_DEPTH && line > 0 ? [...path, name] : undefined;
      if (below) lines.set(below, line);
      pending.push({ node: value, path: below });
    }
  }
  return { lines, twice: undefined };
}
