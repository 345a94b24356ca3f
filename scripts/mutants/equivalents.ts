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
  {
    file: "packages/aws/src/batch.ts",
    text: `const about = { action: "BatchGetSecretValue", name: "*" };`,
    at: 24,
    from: `"BatchGetSecretValue"`,
    to: `""`,
    reason:
      "only a denial shows the call's action and name, and a denied batch is followed by single reads, which show their own",
  },
  {
    file: "packages/aws/src/batch.ts",
    text: `const about = { action: "BatchGetSecretValue", name: "*" };`,
    at: 53,
    from: `"*"`,
    to: `""`,
    reason:
      "only a denial shows the call's action and name, and a denied batch is followed by single reads, which show their own",
  },
];
