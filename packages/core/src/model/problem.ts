import type { SourceErrorReason } from "./errors.ts";

/** Where one value came from, or was looked for. */
export interface Origin {
  /** The source's name: `env`, `.env`, `aws-secrets-manager`. */
  readonly source: string;
  /** In that source's own spelling: `DATABASE_PASSWORD`, `.env:12`, `prod/database#password`. */
  readonly location?: string;
  readonly version?: string;
}

/** One thing that is wrong with a configuration. It holds no value. */
export interface Problem {
  readonly path: readonly string[];
  /** Where inside the setting's value: `[2].port`. A name that the schema doesn't have is `*`, as it may be a value. */
  readonly within?: string;
  readonly kind: "missing" | "invalid" | "failed" | "unknown-name" | "trap";
  /** Where `kind` is `failed`. */
  readonly reason?: SourceErrorReason;
  readonly message: string;
  /** The setting is a secret. */
  readonly secret?: boolean;
  /** Where the value stood, or every place that was looked in. */
  readonly places: readonly Origin[];
  readonly fix?: string;
  /** What a denied call would have needed, in the vendor's words. */
  readonly needs?: string;
}
