import type { CommitPlace, LeftOut } from "@confide/scan";

import type { Zod } from "../zod-module.ts";

/** One thing that was found, as a program reads it. */
export interface LeakData {
  /** `own`: a value of the definition; `pattern`: what looks like a secret. */
  readonly kind: "own" | "pattern";
  /** The setting, or the scanner's rule. */
  readonly name: string;
  /** How it is written: `plain`, `base64`, `base64 in percent`. Of a pattern `plain`. */
  readonly form: string;
  readonly in: string;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly commit?: CommitPlace | undefined;
  /** In how many versions of a file of the history. */
  readonly versions?: number | undefined;
}

export interface ScanData {
  readonly place: "work-tree" | "staged" | "history" | "path" | "image" | "stdin";
  /** The settings whose values were looked for. */
  readonly settings: readonly string[];
  readonly looked: { readonly contents: number; readonly bytes: number };
  /** What looked for patterns; without a version confide's own known formats. */
  readonly patterns: { readonly scanner: string; readonly version: string | null };
  readonly findings: readonly LeakData[];
  /** More than `findings` has, where there are very many. */
  readonly more: number;
  readonly leftOut: readonly LeftOut[];
  readonly baseline: { readonly file: string; readonly known: number; readonly unused: number } | null;
}

export function scanDataSchema(z: Zod) {
  const commit = z.strictObject({ id: z.string(), author: z.string(), date: z.string() });
  const leak = z.strictObject({
    kind: z.enum(["own", "pattern"]),
    name: z.string(),
    form: z.string(),
    in: z.string(),
    path: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
    commit: commit.optional(),
    versions: z.int().optional(),
  });
  const why = z.enum(["submodule", "unreachable"]);
  return z.strictObject({
    place: z.enum(["work-tree", "staged", "history", "path", "image", "stdin"]),
    settings: z.array(z.string()).readonly(),
    looked: z.strictObject({ contents: z.int(), bytes: z.int() }),
    patterns: z.strictObject({ scanner: z.string(), version: z.string().nullable() }),
    findings: z.array(leak).readonly(),
    more: z.int(),
    leftOut: z.array(z.strictObject({ path: z.string(), why })).readonly(),
    baseline: z.strictObject({ file: z.string(), known: z.int(), unused: z.int() }).nullable(),
  });
}
