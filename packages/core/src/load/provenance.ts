import type { Origin } from "../model/problem.ts";
import type { Resolution } from "./resolution.ts";
import type { Plan } from "../schema/plan.ts";
import type { GatheredInput } from "./gathered.ts";
import type { Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import { warningsOf } from "./warnings.ts";

/** Where the values of a configuration came from. It holds no value. */
export interface Provenance {
  readonly plan: Plan;
  /** By the setting's name; what has none is a default, or absent. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Whether this configuration can have a setting: not one in a branch of a union that was not chosen. */
  readonly hasPlaceFor: (setting: Setting) => boolean;
  /** By the setting's name: later places that hold it too. */
  readonly shadowed: ReadonlyMap<string, readonly Origin[]>;
  readonly warnings: readonly Warning[];
}

/** @param warnings What is odd inside values. */
export function provenanceOf(
  { plan, resolution, tree }: GatheredInput,
  warnings: readonly Warning[],
): Provenance {
  return {
    plan,
    origins: new Map([...resolution.values].map(([name, { origin }]) => [name, origin])),
    hasPlaceFor: plan.hasVariants ? has(new Set(tree.leaves.keys())) : always,
    shadowed: resolution.shadowed,
    warnings: [...warningsOf(plan, resolution), ...warnings],
  };
}

/** What a load came to. */
export interface Loaded {
  readonly config: unknown;
  readonly provenance: Provenance;
  /** With the values as the sources hold them. */
  readonly resolution: Resolution;
}

function has(names: ReadonlySet<string>): (setting: Setting) => boolean {
  return ({ name }) => names.has(name);
}

function always(): true {
  return true;
}

const provenances = new WeakMap<object, Provenance>();

export function remember(config: unknown, provenance: Provenance): void {
  if (typeof config === "object" && config !== null) provenances.set(config, provenance);
}

/** What is known of a configuration that one of the load functions returned, not of a copy or a part of it. */
export function recall(config: unknown): Provenance | undefined {
  // Of what is no object a WeakMap knows nothing, and doesn't mind being asked.
  return provenances.get(config as object);
}
