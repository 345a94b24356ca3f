import type { $ZodType } from "zod/v4/core";

import type { Group, Literal, Setting, ValueType } from "../model/setting.ts";

export type Node = Leaf | GroupNode;

export interface Leaf {
  readonly type: "leaf";
  readonly setting: Setting;
  /** In this branch of a union; the setting's own takes what any branch takes. */
  readonly valueType: ValueType;
  readonly schema: $ZodType;
  readonly defaultValue?: () => unknown;
}

export interface GroupNode {
  readonly type: "group";
  readonly group: Group;
  readonly schema: $ZodType;
  readonly children: ReadonlyMap<string, Node>;
  readonly choices: readonly Variants[];
  readonly optional: boolean;
  readonly nullable: boolean;
  /** `.catch()`: what is wrong in it is zod's to replace. */
  readonly lenient: boolean;
  /** Unknown names go on to zod: a strict, loose or catchall object. */
  readonly keepsUnknown: boolean;
  /** What a catchall takes under an unknown name; missing where that is anything, or nothing. */
  readonly rest?: ValueType;
  /** What is under an unknown name comes out as a Secret, or some of it. */
  readonly keepsSecrets: boolean;
  readonly defaultValue?: () => unknown;
}

/** A union of groups: by discriminator, or (without one) whichever zod takes. */
export interface Variants {
  readonly discriminator?: string;
  readonly options: readonly { readonly values: ReadonlySet<Literal>; readonly node: GroupNode }[];
}

/** Of every branch, in the schema's order. */
export function leavesOf(node: Node): Leaf[] {
  if (node.type === "leaf") return [node];
  const within = [
    ...node.children.values(),
    ...node.choices.flatMap(({ options }) => options.map((option) => option.node)),
  ];
  return within.flatMap(leavesOf);
}
