import type { GroupNode, Node } from "./nodes.ts";
import { revealed } from "../secret/secret.ts";
import { pathName } from "../model/setting.ts";

/** What has been found so far, by the setting's name. */
type FoundValues = ReadonlyMap<string, { readonly value: unknown }>;

/** The group at a path; in a union of groups, the first branch that has one there. */
export function groupAt(node: GroupNode, path: readonly string[], depth = 0): GroupNode | undefined {
  const key = path[depth];
  if (key === undefined) return node;
  const child = node.children.get(key);
  if (child) return child.type === "group" ? groupAt(child, path, depth + 1) : undefined;
  for (const choice of node.choices) {
    for (const option of choice.options) {
      const found = groupAt(option.node, path, depth);
      if (found) return found;
    }
  }
  return undefined;
}

/** The names of the leaves that can still matter, given what is known. */
export function* leaves(node: Node, values: FoundValues): Iterable<string> {
  if (node.type === "leaf") return void (yield node.setting.name);
  for (const child of node.children.values()) yield* leaves(child, values);
  for (const choice of node.choices) {
    const chosen = chosenVariant(node, choice, (name) => values.get(name)?.value);
    for (const option of choice.options)
      if (chosen === undefined || chosen === option) yield* leaves(option.node, values);
  }
}

/** The branch whose discriminator has the value that was found; `undefined`: not known, or there is no discriminator. */
export function chosenVariant(
  node: GroupNode,
  { discriminator, options }: GroupNode["choices"][number],
  valueOf: (name: string) => unknown,
) {
  if (discriminator === undefined) return undefined;
  const value = revealed(valueOf(pathName([...node.group.path, discriminator])));
  if (value === undefined) return undefined;
  return (
    options.find(({ values }) => values.has(value as never)) ??
    options.find(({ values }) => [...values].some((each) => String(each) === value))
  );
}
