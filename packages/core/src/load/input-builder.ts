import type { Problem } from "../model/problem.ts";
import { pathName, type ValueType } from "../model/setting.ts";
import type { GroupNode, Leaf, Node, Variants } from "../schema/nodes.ts";
import { runsAsync } from "../schema/runs-async.ts";
import { chosenVariant } from "../schema/variants.ts";
import { revealed } from "../secret/secret.ts";
import { copied } from "../util/copied.ts";
import { holdsSecretValue } from "./bare-secrets.ts";
import { withCoercionTraps } from "./coercion-trap.ts";
import { decode } from "./decode.ts";
import type { Resolved } from "./extras.ts";
import { fillFrom, ownProperty, revealedDefault } from "./group-default.ts";
import { spells } from "./readings.ts";
import type { Resolution } from "./resolution.ts";
import { suits, type Trial, withOthers } from "./trial.ts";
import { orAsItCame, Undecodable } from "./undecodable.ts";
import { extraProblems, undecodableProblems } from "./undecodable-problems.ts";

interface Built {
  readonly value: unknown;
  /** A source held something of it. */
  readonly found: boolean;
}

/**
 * `exact`: a string is what it spells, `5` a number, `005` a string. `lenient`: what can't be decoded is handed to zod as it
 * is, inside a `.catch()`, which replaces it.
 */
type Decoding = "full" | "exact" | "lenient";

/** Builds zod's input out of what the sources answered. */
export class InputBuilder {
  readonly problems: Problem[] = [];
  readonly leaves = new Map<string, { leaf: Leaf; value: unknown }>();
  readonly groups: { node: GroupNode; value: unknown }[] = [];
  readonly #resolution: Resolution;
  readonly #decoding: Decoding;

  constructor(resolution: Resolution, decoding: Decoding = "full") {
    this.#resolution = resolution;
    this.#decoding = decoding;
  }

  group(node: GroupNode): Built {
    if (node.lenient && this.#decoding === "full") return this.#lenient(node);
    const own: Record<string, unknown> = {};
    const { values, present } = this.#resolution;
    const found = this.#content(node, own) || present.has(node.group.name);
    const whole = found ? undefined : values.get(node.group.name);
    if (whole) return { value: copied(whole.value), found: true };
    if (!found && node.optional) return { value: undefined, found: false };
    if (found && node.defaultValue) fillFrom(node, own, revealedDefault(node.defaultValue()));
    this.groups.push({ node, value: own });
    return { value: own, found };
  }

  #lenient(node: GroupNode): Built {
    const builder = new InputBuilder(this.#resolution, "lenient");
    const built = builder.group(node);
    this.#take(builder);
    return built;
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
    const { setting, valueType } = leaf;
    const resolved = this.#resolution.values.get(setting.name);
    const decoded = resolved && withCoercionTraps(valueType, this.#read(valueType, resolved.value));
    if (!(decoded instanceof Undecodable)) {
      this.leaves.set(setting.name, { leaf, value: decoded });
      return { value: decoded, found: resolved !== undefined };
    }
    if (resolved) this.#report(undecodableProblems(leaf, decoded, resolved));
    if (decoded.partial !== undefined) this.leaves.set(setting.name, { leaf, value: decoded.partial });
    return { value: decoded.partial, found: true };
  }

  #read(valueType: ValueType, value: unknown): unknown {
    const decoded = decode(valueType, value);
    if (this.#decoding === "full") return decoded;
    // A `.catch()` would replace a list that came as a string.
    const isExact = this.#decoding === "exact" && valueType.type !== "lenient";
    const isAsItCame = decoded instanceof Undecodable || (isExact && !spells(value, decoded));
    return isAsItCame ? revealed(value) : decoded;
  }

  /** The branch that the discriminator names; without one, the first that zod takes, else all of them for zod to judge. */
  #choice(node: GroupNode, choice: Variants, own: Record<string, unknown>): boolean {
    const chosen = this.#chosen(node, choice);
    if (chosen) return this.#content(chosen.node, own);
    if (choice.discriminator !== undefined) return this.#discriminator(node, choice.discriminator, own);
    return this.#undiscriminated(choice, own);
  }

  /** By the discriminator as it was found, as its text is decoded (`yes` for `true`), or as the group's default has it. */
  #chosen(node: GroupNode, choice: Variants): Variants["options"][number] | undefined {
    const { discriminator = "", options } = choice;
    const found = this.#resolution.values.get(pathName([...node.group.path, discriminator]));
    const value = found ? found.value : ownProperty(node.defaultValue?.(), discriminator);
    const isDecoded = ({ node: option, values }: Variants["options"][number]) => {
      const leaf = option.children.get(discriminator);
      return leaf?.type === "leaf" && values.has(decode(leaf.valueType, value) as never);
    };
    const isByDefault = ({ node: option, values }: Variants["options"][number]) => {
      const leaf = option.children.get(discriminator);
      return values.has(undefined) || (leaf?.type === "leaf" && leaf.setting.hasDefault);
    };
    return (
      chosenVariant(node, choice, () => value) ?? options.find(value === undefined ? isByDefault : isDecoded)
    );
  }

  /**
   * Each option in turn, with what was found for the others beside its own: a strict option refuses that, and `z.xor()`
   * has to see all of it. The first that zod takes; else the first, for zod to say what is wrong.
   */
  #undiscriminated({ options }: Variants, own: Record<string, unknown>): boolean {
    const contents = options.map(({ node }) => this.#trial(node, "lenient"));
    const trials = (decoding: Decoding) =>
      options.map(({ node }) => withOthers(this.#trial(node, decoding), contents));
    const full = trials(this.#decoding);
    const taken =
      trials("exact").find((trial) => !runsAsync(trial.node.schema) && suits(trial)) ??
      full.find(suits) ??
      full[0];
    if (!taken) return false;
    this.#take(taken.builder);
    Object.assign(own, taken.value);
    return taken.found;
  }

  #trial(node: GroupNode, decoding: Decoding): Trial<InputBuilder> {
    const builder = new InputBuilder(this.#resolution, decoding);
    const value: Record<string, unknown> = {};
    return { node, builder, value, found: builder.#content(node, value) };
  }

  #take({ problems, leaves, groups }: InputBuilder): void {
    this.#report(problems);
    for (const [name, each] of leaves) this.leaves.set(name, each);
    this.groups.push(...groups);
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
    for (const [key, extra] of extras) if (!Object.hasOwn(own, key)) own[key] = this.#extra(node, extra);
    return this.#resolution.extras.has(node.group.name);
  }

  /** What can't be decoded is zod's to refuse. A Secret stays one: it is opened only for a setting that is secret. */
  #extra(node: GroupNode, { value, origin }: Resolved): unknown {
    if (!node.rest || holdsSecretValue(value)) return copied(value);
    const given = orAsItCame(this.#read(node.rest, value), value);
    this.#report(extraProblems(node, withCoercionTraps(node.rest, given), origin));
    return copied(given);
  }

  #report(problems: readonly Problem[]): void {
    for (const problem of problems) this.problems.push(problem);
  }
}
