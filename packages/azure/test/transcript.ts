import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One exchange with the real service, as somebody recorded or reported it. */
export interface Exchange {
  readonly name: string;
  readonly kind: "recorded" | "reported" | "specified";
  readonly scenario?: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

const file = join(import.meta.dirname, "../../../../shared/transcripts/azure-key-vault.json");

/** Empty on a machine that doesn't have them; the caller says so. */
export function transcript(): readonly Exchange[] {
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, "utf8")) as { exchanges: readonly Exchange[] }).exchanges;
}
