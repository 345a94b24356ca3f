import { pathName } from "../model/setting.ts";
import { type GroupNode, leavesOf, type Variants } from "../schema/nodes.ts";
import { unwrap } from "../schema/unwrap.ts";
import { list } from "../util/text.ts";

/** What is particular about a setting in a discriminated union. */
export interface BranchNote {
  /** In place of its type: what selects a branch. */
  readonly values?: string;
  /** The schema can't do without it. */
  readonly isNeeded: boolean;
  /** `needed with storage.kind s3`; left out for a setting of every branch. */
  readonly note?: string;
}

/** By the setting's name. */
export function branchNotes(root: GroupNode): ReadonlyMap<string, BranchNote> {
  const notes = new Map<string, BranchNote>();
  walkBranches(root, true, notes);
  return notes;
}

function walkBranches(node: GroupNode, isNeeded: boolean, notes: Map<string, BranchNote>): void {
  for (const child of node.children.values())
    if (child.type === "group") walkBranches(child, isNeeded && !child.optional, notes);
  for (const choice of node.choices) {
    if (choice.discriminator !== undefined) noteBranches(node, choice, isNeeded, notes);
    for (const option of choice.options) walkBranches(option.node, false, notes);
  }
}

function noteBranches(
  node: GroupNode,
  { discriminator = "", options }: Variants,
  isNeeded: boolean,
  notes: Map<string, BranchNote>,
): void {
  const name = pathName([...node.group.path, discriminator]);
  const leaves = options.flatMap((option) => leavesOf(option.node).map((leaf) => ({ leaf, option })));
  const isDefault = leaves.some(({ leaf }) => leaf.setting.name === name && leaf.setting.hasDefault);
  const all = options.flatMap(({ values }) => [...values].map(String));
  notes.set(name, { values: list(all, "or"), isNeeded: isNeeded && !isDefault });
  for (const own of new Set(leaves.map(({ leaf }) => leaf.setting.name))) {
    const holders = leaves.filter(({ leaf }) => leaf.setting.name === own);
    if (own === name) continue;
    const isOptional = holders.every(({ leaf }) => unwrap(leaf.schema).optional);
    if (holders.length === options.length) {
      if (!isOptional) notes.set(own, { isNeeded });
      continue;
    }
    const values = holders.flatMap(({ option }) => [...option.values].map(String));
    const note = `${isOptional ? "optional" : "needed"} with ${name} ${list(values, "or")}`;
    notes.set(own, { isNeeded: false, note });
  }
}
