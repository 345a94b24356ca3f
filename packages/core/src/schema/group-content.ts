import type { $ZodType } from "zod/v4/core";

import { isPlainObject } from "../util/safe-json.ts";
import { tried } from "../util/tried.ts";
import type { GroupNode, Node } from "./nodes.ts";
import { kindOf } from "./value-type.ts";

/** What a group holds. */
export type Content = Pick<GroupNode, "children" | "choices" | "keepsUnknown" | "keepsSecrets" | "rest">;

/** Of an intersection. */
export function mergedContent(left: Content, right: Content): Content {
  return {
    children: mergedChildren(left.children, right.children),
    choices: [...left.choices, ...right.choices],
    keepsUnknown: left.keepsUnknown || right.keepsUnknown,
    keepsSecrets: left.keepsSecrets || right.keepsSecrets,
    ...restIn(left.rest ?? right.rest),
  };
}

/** Of an object with a catchall. A type that no source can hold is zod's to refuse. */
export function restOf(catchall: $ZodType | undefined): Pick<Content, "rest"> {
  const rest = catchall && tried(() => kindOf(catchall));
  return restIn(rest?.type === "raw" && rest.coerce === undefined ? undefined : rest);
}

function restIn(rest: Content["rest"]): Pick<Content, "rest"> {
  return rest ? { rest } : {};
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

interface WithDefault {
  readonly defaultValue?: () => unknown;
}

/** What is there when nothing of a group is set: its default, and what a part has for itself only where that lacks it. */
export function outerDefault(outer: WithDefault, own: WithDefault): WithDefault["defaultValue"] {
  const [around, within] = [outer.defaultValue, own.defaultValue];
  if (!around || !within) return around ?? within;
  return () => {
    const value = around();
    return value === undefined ? within() : value;
  };
}
