import type { Finding, NextStep } from "./finding.ts";
import type { Zod } from "./zod-module.ts";

/** What a program reads of every command, and an agent in a shorter form. */
export interface Envelope<Data = unknown> {
  /** Raised where a program that reads the old form would misread the new one. */
  readonly version: 1;
  readonly command: string;
  /** 0: nothing is wrong. 1: problems were found. 2: it could not look. 126, 127: as a shell's, of `run`. */
  readonly exitCode: number;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly next: readonly NextStep[];
  /** `null` where the command came to nothing. Where it could not look at everything, what it looked at. */
  readonly data: Data | null;
}

/** The schema of a command's envelope, from the schema of its data. Strict, so that no output has what its page doesn't. */
export function envelopeSchema(z: Zod, data: import("zod/v4/core").$ZodType) {
  const finding = findingSchema(z);
  return z.strictObject({
    version: z.literal(1),
    command: z.string(),
    exitCode: z.literal([0, 1, 2, 126, 127]),
    problems: z.array(finding),
    warnings: z.array(finding),
    next: z.array(z.strictObject({ command: z.string(), why: z.string() })),
    data: z.union([data, z.null()]),
  });
}

function findingSchema(z: Zod) {
  return z.strictObject({
    code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
    message: z.string(),
    setting: z.string().optional(),
    secret: z.boolean().optional(),
    reason: z.string().optional(),
    places: z.array(originSchema(z)).optional(),
    file: z.string().optional(),
    line: z.int().optional(),
    fix: z.string().optional(),
    needs: z.string().optional(),
  });
}

/** Where a value came from, as core says it. */
function originSchema(z: Zod) {
  return z.strictObject({
    source: z.string(),
    location: z.string().optional(),
    version: z.string().optional(),
  });
}
