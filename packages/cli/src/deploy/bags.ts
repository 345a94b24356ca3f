import { dirname, resolve } from "node:path";

import { envLines } from "../settings/env-lines.ts";
import type { ParsedYaml } from "./compose.ts";
import { beginsAsObject, type GivenVariable, type ReadText } from "./deployed.ts";
import { below, entriesAt, itemsAt, textAt, type Tree } from "./tree.ts";

/** A ConfigMap or Secret: what a container can be given as a whole or key by key. */
export interface Bag {
  /** `Secret shop` */
  readonly what: string;
  readonly file: string;
  readonly line: number;
  /** Under the key in place of the variable's name. */
  readonly keys: ReadonlyMap<string, GivenVariable>;
  /** It has keys that the file doesn't show. */
  readonly isOpen: boolean;
}

/** By `Secret shop`. */
export type Bags = ReadonlyMap<string, Bag>;

export interface KubernetesObject {
  readonly kind: string;
  readonly name: string;
  readonly tree: Tree;
  readonly file: string;
  readonly path: string;
}

/** Every object of some files, those of a List too. */
export function objectsIn(files: readonly ParsedYaml[]): readonly KubernetesObject[] {
  return files.flatMap(({ file, path, trees }) =>
    trees
      .flatMap((tree) => (textAt(tree, "kind") === "List" ? itemsAt(tree, "items") : [tree]))
      .map((tree) => ({
        kind: textAt(tree, "kind") ?? "",
        name: textAt(tree, "metadata", "name") ?? "",
        tree,
        file,
        path,
      })),
  );
}

/** What is patched in a second file has the keys of both. */
export function bagsOf(objects: readonly KubernetesObject[], readText: ReadText): Bags {
  const bags = new Map<string, Bag>();
  for (const bag of objects.flatMap((object) => bagsIn(object, readText))) {
    const before = bags.get(bag.what);
    bags.set(
      bag.what,
      before === undefined
        ? bag
        : { ...before, keys: new Map([...before.keys, ...bag.keys]), isOpen: before.isOpen || bag.isOpen },
    );
  }
  return bags;
}

function bagsIn(object: KubernetesObject, readText: ReadText): readonly Bag[] {
  const { kind, name, tree, file } = object;
  const { line } = tree;
  if (kind === "ConfigMap")
    return [
      { what: `ConfigMap ${name}`, file, line, keys: keysIn(object, ["data", "binaryData"]), isOpen: false },
    ];
  if (kind === "Secret")
    return [
      { what: `Secret ${name}`, file, line, keys: keysIn(object, ["data", "stringData"]), isOpen: false },
    ];
  if (kind === "SealedSecret") return [sealedBag(object)];
  if (kind === "ExternalSecret") return [externalBag(object)];
  if (kind === "Kustomization" || (kind === "" && below(tree, "resources")?.list))
    return generatedBags(object, readText);
  return [];
}

function keysIn(
  { tree, file }: KubernetesObject,
  fields: readonly string[],
): ReadonlyMap<string, GivenVariable> {
  const isSealed = below(tree, "sops") !== undefined;
  const entries = fields.flatMap((field) => entriesAt(tree, field));
  return new Map(
    entries.map(([name, { text, line }]) => [
      name,
      keyOf(name, isSealed ? SEALED : (text ?? ""), { file, line }),
    ]),
  );
}

const SEALED = "ENC[]";

function keyOf(
  name: string,
  text: string,
  { file, line }: Pick<GivenVariable, "file" | "line">,
): GivenVariable {
  if (text === "") return { name, file, line, value: "empty" };
  if (isFilledIn(text))
    return { name, file, line, value: "reference", from: "what fills in this file", isObject: true };
  // A Secret's data is in base64: `{"` begins with eyJ.
  return { name, file, line, value: "literal", isObject: beginsAsObject(text) || text.startsWith("eyJ") };
}

/** A tool puts the value in its place: envsubst, Helm, argocd-vault-plugin, SOPS. */
export function isFilledIn(text: string): boolean {
  return /\$\{|\{\{|^\s*<[^<>]+>\s*$|^ENC\[/.test(text);
}

function reference(
  name: string,
  { line }: Tree,
  file: string,
  from: string,
): readonly [string, GivenVariable] {
  return [name, { name, file, line, value: "reference", from, isObject: true }];
}

function sealedBag({ name, tree, file }: KubernetesObject): Bag {
  const entries = entriesAt(tree, "spec", "encryptedData");
  const target = textAt(tree, "spec", "template", "metadata", "name") ?? name;
  const keys = new Map(entries.map(([key, held]) => reference(key, held, file, `SealedSecret ${name}`)));
  return { what: `Secret ${target}`, file, line: tree.line, keys, isOpen: false };
}

function externalBag({ name, tree, file }: KubernetesObject): Bag {
  const from = `ExternalSecret ${name}`;
  const asked = itemsAt(tree, "spec", "data").flatMap((item) => {
    const key = textAt(item, "secretKey");
    return key === undefined ? [] : [reference(key, item, file, from)];
  });
  const made = entriesAt(tree, "spec", "target", "template", "data").map(([key, held]) =>
    reference(key, held, file, from),
  );
  const isOpen =
    itemsAt(tree, "spec", "dataFrom").length > 0 ||
    below(tree, "spec", "target", "template", "templateFrom") !== undefined;
  const target = textAt(tree, "spec", "target", "name") ?? name;
  return { what: `Secret ${target}`, file, line: tree.line, keys: new Map([...asked, ...made]), isOpen };
}

/** Kustomize makes them of literals and of files beside it. */
function generatedBags(object: KubernetesObject, readText: ReadText): readonly Bag[] {
  const generators = [
    ["ConfigMap", "configMapGenerator"],
    ["Secret", "secretGenerator"],
  ] as const;
  return generators.flatMap(([kind, field]) =>
    itemsAt(object.tree, field).map((item) =>
      generatedBag(`${kind} ${textAt(item, "name") ?? ""}`, item, object, readText),
    ),
  );
}

function generatedBag(what: string, item: Tree, { file, path }: KubernetesObject, readText: ReadText): Bag {
  const literals = itemsAt(item, "literals").map(({ text, line }) => {
    const [, name = "", value = ""] = /^([^=]*)=?([\s\S]*)$/.exec(text ?? "") ?? [];
    return [name, keyOf(name, value.replace(/^(['"])(.*)\1$/s, "$2"), { file, line })] as const;
  });
  const envFiles = [...itemsAt(item, "envs"), ...(below(item, "env") ? [below(item, "env") as Tree] : [])];
  const read = envFiles.map(({ text, line }) => ({
    name: text ?? "",
    line,
    held: readText(resolve(dirname(path), text ?? "")),
  }));
  const fromEnvFiles = read.flatMap(({ name: from, line, held = "" }) =>
    envLines(held).flatMap(({ name, commented }) =>
      name === undefined || commented ? [] : [reference(name, { line }, file, from)],
    ),
  );
  const files = itemsAt(item, "files").map((each) => {
    const name = (each.text ?? "").split("=")[0]?.split("/").at(-1) ?? "";
    return reference(name, each, file, each.text ?? "");
  });
  return {
    what,
    file,
    line: item.line,
    keys: new Map([...literals, ...fromEnvFiles, ...files]),
    isOpen: read.some(({ held }) => held === undefined),
  };
}
