import type { GroupNode } from "../schema/nodes.ts";
import { groupAt } from "../schema/variants.ts";
import { revealed } from "../secret/secret.ts";
import { isPlainObject } from "../util/safe-json.ts";

/**
 * A group's default object is the last source of its settings; not of those of another branch than its own, and not where
 * nothing says which branch that is.
 */
export function fillFrom(node: GroupNode, own: Record<string, unknown>, defaults: unknown): void {
  const isOpen = node.choices.some(({ discriminator }) => discriminator === undefined);
  if (isOpen || !isPlainObject(defaults)) return;
  const isOtherBranch = node.choices.some(
    ({ discriminator = "" }) =>
      (ownProperty(own, discriminator) ?? defaults[discriminator]) !== defaults[discriminator],
  );
  for (const [key, value] of Object.entries(defaults)) {
    if (isOtherBranch && !node.children.has(key)) continue;
    const [held, group] = [ownProperty(own, key), groupAt(node, [key])];
    if (held === undefined) own[key] = value;
    else if (group && isPlainObject(held)) fillFrom(group, held, value);
  }
}

export function ownProperty(of: unknown, key: string): unknown {
  return isPlainObject(of) && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** A default is an output of zod and is given to zod as input again, so its Secrets are opened. */
export function revealedDefault(value: unknown): unknown {
  if (!isPlainObject(value)) return revealed(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, revealedDefault(each)]));
}
