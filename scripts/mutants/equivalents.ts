import type { Equivalent } from "./equivalent.ts";

/** The mutants that do the same as the program, each with the reason. Copy all but the reason from the report. */
export const equivalents: readonly Equivalent[] = [
  {
    file: "packages/redact/src/matcher/safe-cut.ts",
    text: "const unicode = UNFINISHED.exec(text.slice(Math.max(floor, at - 5), at));",
    at: 64,
    from: "5",
    to: "6",
    reason: "UNFINISHED matches five units at most, and ends where the slice ends",
  },
];
