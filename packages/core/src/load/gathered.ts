import type { Source } from "../contract/source.ts";
import type { Plan } from "../schema/plan.ts";
import type { Input } from "./input.ts";
import type { Resolution } from "./resolution.ts";

/** What the sources answered. */
export interface Gathered {
  readonly plan: Plan;
  readonly sources: readonly Source[];
  readonly resolution: Resolution;
}

/** What zod was given, and where it came from. */
export interface GatheredInput extends Gathered {
  readonly tree: Input;
}
