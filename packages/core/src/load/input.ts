import { copied, decode } from "./decode.ts";
import { Undecodable } from "./decode-scalar.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { takes } from "../schema/value-type.ts";
import { chosenVariant, groupAt } from "../schema/variants.ts";
import { locate } from "./check-reading.ts";
import type { Candidate } from "../schema/parse.ts";
import type { Resolution } from "./resolution.ts";
import type { Plan } from "../schema/plan.ts";
import type { Variants, GroupNode, Leaf, Node } from "../schema/nodes.ts";
import { revealed } from "../secret/secret.ts";
import { pathName, type Setting } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";

/** The resolved values as the schema's input: decoded, nested, without the branches that were not chosen. */
export interface Input {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The leaves that this input is made for, with what zod will be given for each. */
  readonly leaves: ReadonlyMap<string, { readonly leaf: Leaf; readonly value: unknown }>;
  /** The groups that are there, innermost first, with their values. */
  readonly groups: readonly { readonly node: GroupNode; readonly value: unknown }[];
}

/** Builds zod's input. What can't be decoded is a problem, and missing from the input. */
export function inputOf(plan: Plan, resolution: Resolution): Input {
  resolution.mergeParts();
  const builder = new Builder(resolution);
  const { value } = builder.group(plan.root);
  const { problems, leaves, groups } = builder;
  return { value: value ?? {}, problems, leaves, groups };
}

export interface Part extends Candidate {
  readonly path: readonly string[];
}

/** Each setting alone, then each group, innermost first: one of them is to blame where the whole can't be parsed. */
export function partsOf({ leaves, groups }: Input): Part[] {
  const parts = [...leaves.values()].map(({ leaf: { setting, schema }, value }) => ({
    path: setting.path,
    schema,
    value,
  }));
  return [
    ...parts,
    ...groups.map(({ node: { group, schema }, value }) => ({ path: group.path, schema, value })),
  ];
}

interface Built {
  readonly value: unknown;
  /** A source held something of it. */
  readonly found: boolean;
}

class Builder {
  readonly problems: Problem[] = [];
  readonly leaves = new Map<string, { leaf: Leaf; value: unknown }>();
  readonly groups: { node: GroupNode; value: unknown }[] = [];
  readonly #resolution: Resolution;

  constructor(resolution: Resolution) {
    this.#resolution = resolution;
  }

  group(node: GroupNode): Built {
    const own: Record<string, unknown> = {};
    const held = this.#resolution.values.get(node.group.name);
    const foundBelow = this.#content(node, own);
    if (held && !foundBelow) return { value: null, found: true };
    if (!foundBelow && node.optional) return { value: undefined, found: false };
    if (foundBelow && node.defaultValue) fillFrom(node, own, bare(node.defaultValue()));
    this.groups.push({ node, value: own });
    return { value: own, found: foundBelow };
  }

  #content(node: GroupNode, own: Record<string, unknown>): boolean {
    const found = this.#children(node, own);
    return (node.keepsUnknown && this.#extras(node, own)) || found;
  }

  #children(node: GroupNode, own: Record<string, unknown>): boolean {
    let found = false;
    for (const [key, child] of node.children) found = this.#put(own, key, child) || found;
    for (const choice of node.choices) found = this.#choice(node, choice, own) || found;
    return found;
  }

  #put(own: Record<string, unknown>, key: string, child: Node): boolean {
    const built = child.type === "leaf" ? this.#leaf(child) : this.group(child);
    if (built.value !== undefined) own[key] = built.value;
    return built.found;
  }

  #leaf(leaf: Leaf): Built {
    const { setting } = leaf;
    const resolved = this.#resolution.values.get(setting.name);
    const decoded = resolved && decode(leaf.valueType, resolved.value);
    if (!(decoded instanceof Undecodable)) {
      this.leaves.set(setting.name, { leaf, value: decoded });
      return { value: decoded, found: resolved !== undefined };
    }
    if (resolved) this.problems.push(invalid(setting, decoded.message, whereFound(resolved, setting)));
    return { value: undefined, found: true };
  }

  /** The branch that the discriminator names; without one, the first that zod takes, else all of them for zod to judge. */
  #choice(node: GroupNode, choice: Variants, own: Record<string, unknown>): boolean {
    const chosen = this.#chosen(node, choice);
    if (chosen) return this.#content(chosen.node, own);
    if (choice.discriminator !== undefined) return this.#discriminator(node, choice.discriminator, own);
    const taken = choice.options.find(({ node: option }) => this.#takes(option)) ?? choice.options[0];
    return taken !== undefined && this.#content(taken.node, own);
  }

  /** By the discriminator as it was found, as its text is decoded (`yes` for `true`), or as the group's default has it. */
  #chosen(node: GroupNode, choice: Variants): Variants["options"][number] | undefined {
    const { discriminator = "", options } = choice;
    const found = this.#resolution.values.get(pathName([...node.group.path, discriminator]))?.value;
    const value = found ?? ownProperty(node.defaultValue?.(), discriminator);
    const isDecoded = ({ node: option, values }: Variants["options"][number]) => {
      const leaf = option.children.get(discriminator);
      return leaf?.type === "leaf" && values.has(decode(leaf.valueType, value) as never);
    };
    return (
      chosenVariant(node, choice, () => value) ?? (value === undefined ? undefined : options.find(isDecoded))
    );
  }

  #takes(node: GroupNode): boolean {
    const trial = new Builder(this.#resolution);
    const own: Record<string, unknown> = {};
    return trial.#content(node, own) && trial.problems.length === 0 && takes(node.schema, own);
  }

  /** No branch is named: zod gets what was found for the discriminator, and says what it may be. */
  #discriminator(node: GroupNode, discriminator: string, own: Record<string, unknown>): boolean {
    const resolved = this.#resolution.values.get(pathName([...node.group.path, discriminator]));
    if (resolved) own[discriminator] = revealed(resolved.value);
    const within = [...this.#resolution.values.keys()];
    return resolved !== undefined || within.some((name) => name.startsWith(`${node.group.name}.`));
  }

  #extras(node: GroupNode, own: Record<string, unknown>): boolean {
    const extras = this.#resolution.extras.get(node.group.name) ?? [];
    for (const [key, { value }] of extras) if (!Object.hasOwn(own, key)) own[key] = copied(value);
    return this.#resolution.extras.has(node.group.name);
  }
}

function invalid({ path, secret }: Setting, message: string, place: Origin): Problem {
  return { path, kind: "invalid", message, places: [place], ...(secret && { secret }) };
}

/** Where a value stood, with the name that it has there: `.env:4 PORT`. */
export function whereFound(
  { origin, source }: { readonly origin: Origin; readonly source: Pick<Source, "name" | "locate"> },
  setting: Setting,
): Origin {
  const name = locate(source, setting);
  const { location } = origin;
  if (name === undefined || location === undefined || location.includes(name) || !/:\d+$/.test(location))
    return origin;
  return { ...origin, location: `${location} ${name}` };
}

/** A group's default object is the last source of its settings; not of those of another branch than its own. */
function fillFrom(node: GroupNode, own: Record<string, unknown>, defaults: unknown): void {
  if (!isPlainObject(defaults)) return;
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

function ownProperty(of: unknown, key: string): unknown {
  return isPlainObject(of) && Object.hasOwn(of, key) ? of[key] : undefined;
}

/** A default is an output of zod and is given to zod as input again, so its Secrets are opened. */
function bare(value: unknown): unknown {
  if (!isPlainObject(value)) return revealed(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, bare(each)]));
}
