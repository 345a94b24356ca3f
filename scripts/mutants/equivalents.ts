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
  {
    file: "packages/gcp/src/crc32c.ts",
    text: "for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);",
    at: 39,
    from: "TABLE[(remainder ^ byte) & 0xff] ?? 0",
    to: "TABLE[(remainder ^ byte) & 0xff]",
    reason: "the index has eight bits, and the table 256 entries: there is always one",
  },
  {
    file: "packages/gcp/src/crc32c.ts",
    text: "for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);",
    at: 75,
    from: "0",
    to: "1",
    reason: "the index has eight bits, and the table 256 entries: there is always one",
  },
  {
    file: "packages/gcp/src/crc32c.ts",
    text: "for (const byte of bytes) remainder = (TABLE[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);",
    at: 75,
    from: "0",
    to: "(-1)",
    reason: "the index has eight bits, and the table 256 entries: there is always one",
  },
  {
    file: "packages/gcp/src/crc32c.ts",
    text: "const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {",
    at: 41,
    from: "256",
    to: "257",
    reason: "the index has eight bits, so that the entry after 255 is never looked at",
  },
  {
    file: "packages/gcp/src/state.ts",
    text: `const [key = "", version = ""] = text.split(":");`,
    at: 13,
    from: `""`,
    to: `"mutant"`,
    reason: "a text that is split has a first part, so that there is always a key",
  },
];
