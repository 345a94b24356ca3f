import type { Equivalent } from "./equivalent.ts";

/** The mutants that do the same as the program, each with the reason. Copy all but the reason from the report. */
export const equivalents: readonly Equivalent[] = [];
