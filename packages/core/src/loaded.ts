import type { Resolution } from "./merge.ts";
import type { Plan } from "./schema.ts";
import type { Source } from "./source.ts";
import type { Tree } from "./tree.ts";

/** How a configuration came together: what `explain` shows. */
export interface Loaded {
  readonly plan: Plan;
  readonly sources: readonly Source[];
  readonly resolution: Resolution;
  readonly tree: Tree;
}

/** What is known of a configuration that one of the load functions returned. */
export function loadedOf(config: object): Loaded | undefined {
  return Stamped.loadedOf(config);
}

export function stamp(config: object, loaded: Loaded): void {
  Stamped.stamp(config, loaded);
}

/** A constructor that hands back what it is given: the fields of a class that extends it are added to that object. */
const Given = function given(object: object) {
  return object;
} as unknown as new (object: object) => object;

/**
 * A private field on an object that somebody else has made. Unlike a property it shows nowhere, values that it leads to
 * included; and unlike in a WeakMap they go with the object: there each load's would outlive many garbage collections.
 */
class Stamped extends Given {
  #loaded: Loaded;

  private constructor(config: object, loaded: Loaded) {
    super(config);
    this.#loaded = loaded;
  }

  static stamp(config: object, loaded: Loaded): void {
    // A schema may bring the same object back again.
    if (#loaded in config) config.#loaded = loaded;
    else void new Stamped(config, loaded);
  }

  static loadedOf(config: object): Loaded | undefined {
    return #loaded in config ? config.#loaded : undefined;
  }
}
