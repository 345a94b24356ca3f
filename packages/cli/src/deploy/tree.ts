import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";

import { CouldNotLook } from "../could-not-look.ts";

/** A node of a YAML or JSON file, and the line it is on. Aliases and merge keys are resolved. */
export interface Tree {
  readonly line: number;
  /** As it is written, without its quotes; `null` where nothing is. */
  readonly text?: string | null;
  readonly map?: ReadonlyMap<string, Tree>;
  readonly list?: readonly Tree[];
  /** Compose's own: what a file before this one says doesn't count. Of `!reset`, nor does what is written here. */
  readonly tag?: "!reset" | "!override";
}

/**
 * The documents of a YAML file; JSON is YAML too.
 *
 * @throws CouldNotLook for what can't be parsed, with its line. The parser's message is left out: it may quote a value.
 */
export function treesOf(text: string, file: string): readonly Tree[] {
  const lineCounter = new LineCounter();
  const options = { lineCounter, prettyErrors: false, merge: true, logLevel: "silent" } as const;
  const documents = parseAllDocuments(text, options);
  return [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error) throw notYaml(file, lineCounter.linePos(error.pos[0]).line, text);
    return document.contents === null
      ? []
      : [grownTree(document.contents, { document, lineCounter, grown: new Map() })];
  });
}

function notYaml(file: string, line: number, text: string): CouldNotLook {
  const isTemplate = /\{\{-?\s*(?:\.|include|if|range|with|template|define|end)/.test(text);
  return new CouldNotLook({
    code: "not-yaml",
    message: `${file} can't be parsed as ${file.endsWith(".json") ? "JSON" : "YAML"}`,
    file,
    line,
    fix: isTemplate ? "it is a template: check what `helm template` prints" : "correct the line",
  });
}

interface Growing {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  /** An anchor's node is grown once, however often it is used. */
  readonly grown: Map<unknown, Tree>;
}

function grownTree(node: unknown, growing: Growing, keyLine?: number): Tree {
  const line = keyLine ?? lineOf(node, growing);
  const whole = resolved(node, growing);
  const known = growing.grown.get(whole) ?? freshTree(whole, growing);
  return { ...known, line };
}

function freshTree(node: unknown, growing: Growing): Tree {
  const line = lineOf(node, growing);
  // A node that holds itself ends here.
  growing.grown.set(node, { line, text: null });
  const tree = { line, ...contentOf(node, growing) };
  growing.grown.set(node, tree);
  return tree;
}

function contentOf(node: unknown, growing: Growing): Omit<Tree, "line"> {
  const { tag } = (node ?? {}) as Partial<Node>;
  if (tag === "!reset") return { text: null, tag };
  return { ...plainContent(node, growing), ...(tag === "!override" && { tag }) };
}

function plainContent(node: unknown, growing: Growing): Omit<Tree, "line"> {
  if (isMap(node)) return { map: mapOf(node, growing) };
  if (isSeq(node)) return { list: node.items.map((item) => grownTree(item, growing)) };
  if (!isScalar(node) || node.value === null) return { text: null };
  return { text: typeof node.value === "string" ? node.value : (node.source ?? "") };
}

function mapOf(node: YAMLMap, growing: Growing): ReadonlyMap<string, Tree> {
  const [own, merged] = [new Map<string, Tree>(), new Map<string, Tree>()];
  for (const { key, value } of node.items) {
    const tree = grownTree(value, growing, lineOf(key, growing));
    if (!isMergeKey(key)) own.set(isScalar(key) ? String(key.value) : "", tree);
    else
      for (const each of tree.list ?? [tree])
        for (const [name, held] of each.map ?? []) if (!merged.has(name)) merged.set(name, held);
  }
  return new Map([...merged, ...own]);
}

/** Plain: in quotes it is a name like any other. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<";
}

function resolved(node: unknown, { document }: Growing): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function lineOf(node: unknown, { lineCounter }: Growing): number {
  const { range } = (node ?? {}) as Partial<Node>;
  return range ? lineCounter.linePos(range[0]).line : 1;
}

/** The node below some names. */
export function below(tree: Tree | undefined, ...names: readonly string[]): Tree | undefined {
  return names.reduce<Tree | undefined>((node, name) => node?.map?.get(name), tree);
}

export function textAt(tree: Tree | undefined, ...names: readonly string[]): string | undefined {
  return below(tree, ...names)?.text ?? undefined;
}

export function entriesAt(
  tree: Tree | undefined,
  ...names: readonly string[]
): readonly (readonly [string, Tree])[] {
  return [...(below(tree, ...names)?.map ?? [])];
}

export function itemsAt(tree: Tree | undefined, ...names: readonly string[]): readonly Tree[] {
  return below(tree, ...names)?.list ?? [];
}
