import { pathName, type Place } from "../model/setting.ts";
import { list } from "../util/text.ts";
import { type GroupNode, type Leaf, leavesOf, type Variants } from "./nodes.ts";
import { unwrap } from "./unwrap.ts";

/** When a setting is needed that is in a union, or in a group that may be absent. */
export interface BranchNote {
  /** The schema can't do without it. */
  readonly isNeeded: boolean;
  /** `needed with storage.kind s3`; left out where `isNeeded` says all. */
  readonly note?: string;
}

/** How a note spells the setting or group that it names. */
type NameOf = (place: Pick<Place, "path">) => string;

/** By the setting's name. */
export function branchNotes(
  root: GroupNode,
  nameOf: NameOf = ({ path }) => pathName(path),
): ReadonlyMap<string, BranchNote> {
  const notes: Notes = { nameOf, notes: new Map() };
  walkBranches(root, true, notes);
  return notes.notes;
}

interface Notes {
  readonly nameOf: NameOf;
  readonly notes: Map<string, BranchNote>;
}

/** @param absent The nearest group around the node that may be absent. */
function walkBranches(node: GroupNode, isNeeded: boolean, notes: Notes, absent?: GroupNode): void {
  if (absent) noteAbsent(node, absent, notes);
  for (const child of node.children.values())
    if (child.type === "group")
      walkBranches(child, isNeeded && !child.optional, notes, child.optional ? child : absent);
  for (const choice of node.choices) {
    noteBranches(node, choice, isNeeded, notes, absent);
    for (const option of choice.options) walkBranches(option.node, false, notes);
  }
}

/** In an optional group what is required is needed as soon as anything else of the group is given. */
function noteAbsent(node: GroupNode, absent: GroupNode, { nameOf, notes }: Notes): void {
  if (leavesOf(absent).length < 2) return;
  for (const child of node.children.values())
    if (child.type === "leaf" && !mayBeLeftOut(child))
      notes.set(child.setting.name, {
        isNeeded: false,
        note: `needed with any of ${nameOf(absent.group)}`,
      });
}

function noteBranches(
  node: GroupNode,
  choice: Variants,
  isNeeded: boolean,
  { nameOf, notes }: Notes,
  absent: GroupNode | undefined,
): void {
  const { discriminator, options } = choice;
  const path = [...node.group.path, ...(discriminator === undefined ? [] : [discriminator])];
  const leaves = options.flatMap((option) => leavesOf(option.node).map((leaf) => ({ leaf, option })));
  for (const [name, holders] of Map.groupBy(leaves, ({ leaf }) => leaf.setting.name)) {
    const isSelector = discriminator !== undefined && name === pathName(path);
    const isOptional = isSelector
      ? holders.some(({ leaf }) => leaf.setting.hasDefault)
      : holders.every(({ leaf }) => mayBeLeftOut(leaf));
    if (holders.length === options.length) {
      const around = absent && !isOptional ? { note: `needed with any of ${nameOf(absent.group)}` } : {};
      notes.set(name, { isNeeded: isNeeded && !isOptional, ...around });
      continue;
    }
    const values = holders.flatMap(({ option }) => [...option.values].map(String));
    const forms = holders.map(({ option }) => options.indexOf(option) + 1);
    const which =
      discriminator === undefined
        ? `in form ${list(forms.map(String), "or")} of ${options.length}`
        : `with ${nameOf({ path })} ${list(values, "or")}`;
    notes.set(name, { isNeeded: false, note: `${isOptional ? "optional" : "needed"} ${which}` });
  }
}

function mayBeLeftOut({ schema, defaultValue }: Leaf): boolean {
  return defaultValue !== undefined || unwrap(schema).optional;
}
