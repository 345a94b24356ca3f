import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One exchange with the real service, as somebody recorded or reported it. */
export interface Exchange {
  readonly name: string;
  readonly kind: "recorded" | "reported" | "specified";
  readonly form: "rest" | "grpc";
  readonly scenario?: string;
  readonly request: {
    readonly method?: string;
    readonly path?: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly operation?: string;
    readonly body: unknown;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

const file = join(import.meta.dirname, "../../../../shared/transcripts/gcp-secret-manager.json");

/** Empty on a machine that doesn't have them; the caller says so. */
export function transcript(): readonly Exchange[] {
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, "utf8")) as { exchanges: readonly Exchange[] }).exchanges;
}
