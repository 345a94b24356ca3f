import * as z from "zod";

/** What a platform sets may be absent: on another platform, in another phase, on a developer's machine. */
export function textFrom(env: string, description: string) {
  return z.string().optional().meta({ env, description });
}

/** Platforms write `1`, `true` or `True`. */
export function flagFrom(env: string, description: string) {
  return z.boolean().default(false).meta({ env, description });
}

export function integerFrom(env: string, description: string) {
  return z.int().optional().meta({ env, description });
}
