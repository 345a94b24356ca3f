import { type Bag, type Bags, isFilledIn } from "./bags.ts";
import { beginsAsObject, type Flaw, type GivenVariable, lastOfEach } from "./deployed.ts";
import type { Container } from "./kubernetes.ts";
import { below, itemsAt, textAt, type Tree } from "./tree.ts";

interface ContainerVariables {
  readonly given: readonly GivenVariable[];
  readonly open: readonly string[];
  readonly used: readonly Bag[];
  readonly flaws: readonly Flaw[];
}

/** `envFrom`, then `env`, which wins. */
export function containerVariables({ tree, object: { file } }: Container, bags: Bags): ContainerVariables {
  const all = [
    ...itemsAt(tree, "envFrom").map((item) => wholeBag(item, bags)),
    ...itemsAt(tree, "env").map((item) => oneVariable(item, file, bags)),
  ];
  return {
    given: lastOfEach(all.flatMap(({ given = [] }) => given)),
    open: all.flatMap(({ open = [] }) => open),
    used: all.flatMap(({ used = [] }) => used),
    flaws: all.flatMap(({ flaws = [] }) => flaws),
  };
}

function wholeBag(item: Tree, bags: Bags): Partial<ContainerVariables> {
  const what = bagName(item, { configMapRef: "ConfigMap", secretRef: "Secret" }, "name");
  const prefix = textAt(item, "prefix") ?? "";
  const bag = bags.get(what);
  if (bag === undefined) return { open: [`envFrom ${what}, which isn't among the files`] };
  return {
    given: [...bag.keys.values()].map((each) => ({ ...each, name: prefix + each.name })),
    used: [bag],
    ...(bag.isOpen && { open: [`envFrom ${what}, whose keys the files don't show`] }),
  };
}

function oneVariable(item: Tree, file: string, bags: Bags): Partial<ContainerVariables> {
  const name = textAt(item, "name") ?? "";
  const { line } = item;
  const from = below(item, "valueFrom");
  if (from === undefined)
    return { given: [plainVariable(name, textAt(item, "value") ?? "", { file, line })] };
  const what = bagName(from, { configMapKeyRef: "ConfigMap", secretKeyRef: "Secret" }, "name");
  const given: GivenVariable = {
    name,
    file,
    line,
    value: "reference",
    from: what || "the cluster",
    isObject: true,
  };
  const bag = bags.get(what);
  if (bag === undefined) return { given: [given] };
  const [[, ref] = []] = [...(from.map ?? [])];
  const key = textAt(ref, "key") ?? "";
  const held = bag.keys.get(key);
  if (held) return { given: [{ ...held, name }], used: [bag] };
  if (bag.isOpen) return { given: [given], used: [bag] };
  const isOptional = textAt(ref, "optional") === "true";
  const message = `${name} asks ${what} for the key ${key}, which it doesn't have`;
  return {
    used: [bag],
    given: isOptional ? [] : [given],
    flaws: isOptional ? [] : [{ code: "deploy-no-key", message, file, line }],
  };
}

function plainVariable(
  name: string,
  text: string,
  { file, line }: Pick<GivenVariable, "file" | "line">,
): GivenVariable {
  if (text === "") return { name, file, line, value: "empty" };
  const [, variable] = /(?<!\$)\$\(([\w.-]+)\)/.exec(text) ?? [];
  if (variable !== undefined) return { name, file, line, value: "reference", from: variable, isObject: true };
  if (isFilledIn(text))
    return { name, file, line, value: "reference", from: "what fills in this file", isObject: true };
  return { name, file, line, value: "literal", isObject: beginsAsObject(text) };
}

function bagName(item: Tree, kinds: Readonly<Record<string, string>>, field: string): string {
  const found = Object.keys(kinds).find((kind) => below(item, kind) !== undefined);
  return found === undefined ? "" : `${kinds[found]} ${textAt(item, found, field) ?? ""}`;
}
