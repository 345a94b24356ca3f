import { decimalLoss } from "../../util/decimal.ts";
import { aliasedNames } from "./yaml-aliases.ts";
import { Lines, MAX_NAME_DEPTH } from "./lines.ts";

/** Aliases may be used so often together: a few lines of them can ask for terabytes. */
const MAX_ALIASES = 100;

/** The value and lines of a YAML text, or the line where it is none. */
export function parseYamlFile(yaml: typeof import("yaml"), text: string) {
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
      merge: true, // YAML 1.2 has no `<<`, and its users do
      customTags: (tags) => [...tags, WHOLE_FLOAT],
    });
    const [error] = document.errors;
    if (error) return { failure: because(REASONS[error.code]), line: lineAt(error.pos[0]) };
    const tag = document.warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
    if (tag) return { failure: "has a tag that is unknown here", line: lineAt(tag.pos[0]) };
    const { lines, twice } = linesOfYaml(yaml, document.contents, lineAt);
    if (twice !== undefined) return { failure: "holds a name twice", line: twice };
    const itemLines = () => linesOfYaml(yaml, document.contents, lineAt, true).lines;
    const aliased = () => aliasedNames(yaml, document);
    return { value: yamlValue(document) ?? {}, lines, itemLines, aliased };
  } catch (error) {
    return { failure: aliasFailure(error), line: undefined };
  }
}

/** `!!float 3`, for which the parser's own tag wants a point. Behind the others: without a tag it is an integer. */
const WHOLE_FLOAT = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^[-+]?\d+$/,
  resolve: Number,
} as const;

const NOT_YAML = "is not valid YAML";

function because(reason: string | undefined): string {
  return reason === undefined ? NOT_YAML : `${NOT_YAML}: ${reason}`;
}

const NO_END = "a quote, bracket, colon or comma is missing";
const NEEDS_LINE =
  "a map begins in the middle of a line; a value that holds a colon and a space needs quotes";

/** By the parser's own codes: its messages quote the text. */
const REASONS: Readonly<Record<string, string>> = {
  BAD_INDENT: "a line is not indented as the lines around it need",
  TAB_AS_INDENT: "a tab indents the line",
  MISSING_CHAR: NO_END,
  BLOCK_AS_IMPLICIT_KEY: NEEDS_LINE,
  MULTILINE_IMPLICIT_KEY: NEEDS_LINE,
  BLOCK_IN_FLOW: "a block stands inside brackets",
  BAD_SCALAR_START: "a value begins with a character that needs quotes",
  BAD_DQ_ESCAPE: "double quotes hold an escape that is unknown; single quotes take a backslash as it is",
  BAD_ALIAS: "an alias has a name that can't be one",
  BAD_DIRECTIVE: "a directive is unknown",
  MULTIPLE_DOCS: "it holds more than one document",
  MULTIPLE_ANCHORS: "a value has several anchors",
  MULTIPLE_TAGS: "a value has several tags",
  TAG_RESOLVE_FAILED: "a value is not what its tag says",
  BAD_COLLECTION_TYPE: "a value is not what its tag says",
  KEY_OVER_1024_CHARS: "a name is longer than 1024 characters",
  UNEXPECTED_TOKEN: "something stands where nothing can",
};

/** What is found only while aliases are followed, by how the parser's message begins. */
function aliasFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("Merge sources must be")) return because("<< merges something that is no map");
  if (message.startsWith("Unresolved alias")) return because("an alias has no anchor before it");
  return `${NOT_YAML}, or nests or repeats too much`;
}

type Yaml = ReturnType<(typeof import("yaml"))["parseDocument"]>;

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

/** What no number holds stays as it is written, for the schema to take as a string or to refuse. */
function keepDecimal(node: { value: unknown; source?: string }): void {
  const { value, source = "" } = node;
  if (typeof value === "number" && decimalLoss(source) !== undefined) node.value = source;
}

/**
 * What an alias stands for has its lines where it was written; under the alias it has the alias's.
 *
 * @param inLists Of items and of names inside lists too, for which few loads ask.
 */
function linesOfYaml(
  yaml: typeof import("yaml"),
  contents: Yaml["contents"],
  lineAt: (offset: number) => number,
  inLists = false,
) {
  const lines = new Lines();
  const pending: { node: unknown; path: readonly string[] | undefined }[] = [{ node: contents, path: [] }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, path } = next;
    if (yaml.isSeq(node))
      for (const [index, item] of node.items.entries()) {
        const below = inLists && path && path.length < MAX_NAME_DEPTH ? [...path, String(index)] : undefined;
        const at = yaml.isNode(item) ? item.range?.[0] : undefined;
        if (below && at !== undefined) lines.set(below, lineAt(at));
        pending.push({ node: item, path: below });
      }
    if (yaml.isScalar(node)) keepDecimal(node);
    if (!yaml.isMap(node)) continue;
    const names = new Set<string>();
    for (const { key, value } of node.items) {
      if (!yaml.isScalar(key)) {
        pending.push({ node: value, path: undefined });
        continue;
      }
      // A name is what is written: 0123, 1.10 and null are no numbers there, and no null.
      if (typeof key.value !== "string" && key.source !== undefined) key.value = key.source;
      const [name, line] = [String(key.value), lineAt(key.range?.[0] ?? 0)];
      if (names.has(name)) return { lines, twice: line };
      names.add(name);
      // Inside a list, and deeper than any schema, only unique names matter.
      const below = path && path.length < MAX_NAME_DEPTH ? [...path, name] : undefined;
      if (below) lines.set(below, line);
      pending.push({ node: value, path: below });
    }
  }
  return { lines, twice: undefined };
}
