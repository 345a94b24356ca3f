import { isPlainObject } from "../util/safe-json.ts";
import type { GroupNode, Node } from "./nodes.ts";

/** What a group holds. */
export type Content = Pick<GroupNode, "children" | "choices" | "keepsUnknown" | "keepsSecrets">;

/** Of an intersection. */
export function mergedContent(left: Content, right: Content): Content {
  return {
    children: mergedChildren(left.children, right.children),
    choices: [...left.choices, ...right.choices],
    keepsUnknown: left.keepsUnknown || right.keepsUnknown,
    keepsSecrets: left.keepsSecrets || right.keepsSecrets,
  };
}

function mergedChildren(
  left: ReadonlyMap<string, Node>,
  right: ReadonlyMap<string, Node>,
): ReadonlyMap<string, Node> {
  const both = new Map(left);
  for (const [key, node] of right) {
    const other = both.get(key);
    if (other?.type === "group" && node.type === "group") {
      both.set(key, {
        ...other,
        children: mergedChildren(other.children, node.children),
        choices: [...other.choices, ...node.choices],
      });
    } else both.set(key, other ?? node);
  }
  return both;
}

/** What a group's default has for one of its properties. */
export function defaultProperty(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
