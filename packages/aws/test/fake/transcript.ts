import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One exchange with the real service, as somebody recorded or reported it. */
export interface Exchange {
  readonly name: string;
  readonly kind: "recorded" | "reported" | "specified";
  /** `wire`: the HTTP body. `sdk`: as an SDK parsed it. */
  readonly form: "wire" | "sdk";
  readonly scenario?: string | null;
  readonly request: { readonly operation: string; readonly body: Body };
  readonly response: { readonly status: number; readonly body: Body };
  readonly note?: string;
}

export type Body = Readonly<Record<string, unknown>>;

const file = join(import.meta.dirname, "../../../../../shared/transcripts/aws-secrets-manager.json");

/** Empty on a machine that doesn't have them; the caller says so. */
export function transcript(): readonly Exchange[] {
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, "utf8")) as { exchanges: readonly Exchange[] }).exchanges;
}
