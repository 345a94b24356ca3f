/** What a coding agent does with a tool, as every protocol comes to it. */
export interface ToolCall {
  /** `failed`: it ran, and what it printed can't be changed any more. */
  readonly phase: "before" | "after" | "failed";
  /** Where the agent works. */
  readonly cwd: string;
  readonly action: Action;
  /** What came back, in the protocol's form. */
  readonly output?: unknown;
  /** Whether what a tool of this kind returns can be replaced or withheld afterwards. */
  readonly isReplaceable: boolean;
}

export type Action =
  | { readonly kind: "shell" | "powershell"; readonly command: string }
  /** `content`: what it is about to be shown. */
  | { readonly kind: "read"; readonly path: string; readonly content?: string | undefined }
  | { readonly kind: "write"; readonly path: string }
  | {
      readonly kind: "search";
      readonly path: string;
      readonly pattern: string;
      readonly glob?: string | undefined;
    }
  | { readonly kind: "other" };

/** What the guard makes of it. */
export type Verdict =
  | { readonly kind: "passed" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The output without its known values. */
  | { readonly kind: "redacted"; readonly output: unknown }
  /** The agent has seen them, which can't be undone: it gets a warning. */
  | { readonly kind: "seen" };

/** Why, and what to do in its place. */
export interface Refusal {
  readonly why: string;
  readonly instead: string;
}
