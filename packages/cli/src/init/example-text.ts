import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import { withoutValues } from "../settings/env-lines.ts";
import { exampleDrift } from "../settings/example-drift.ts";
import type { NamedDraft } from "./named-drafts.ts";

/** A `.env.example` with all settings: what is there is kept. Only a setting's default is ever a value that comes into it. */
export function exampleFile(path: string, drafts: readonly NamedDraft[]): ProposedFile {
  const generated = `${drafts.map(blockOf).join("\n\n")}\n`;
  return {
    path,
    text: exampleDrift(textOrNone(path), generated, drafts).mended,
    shown: withoutValues(generated),
  };
}

function blockOf({ variable, description, type, secret, required, defaultCode }: NamedDraft): string {
  const words = [type ?? [], secret ? "secret" : [], required ? "required" : "optional"].flat().join(", ");
  const about = description?.split(/\s*[\r\n\u2028\u2029]+\s*/).map((line) => `# ${line}`) ?? [];
  const line = `${variable}=${secret ? "" : envText(defaultCode)}`;
  return [...about, `# ${words}`, required ? line : `# ${line}`].join("\n");
}

/** A literal as a `.env` file spells it; nothing where a quote of its own would end it. */
function envText(code: string | undefined): string {
  if (code === undefined || code.endsWith("n")) return code?.slice(0, -1) ?? "";
  const value: unknown = JSON.parse(code);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (/^[\w./:@%+,-]*$/.test(text)) return text;
  return /['\r\n]/.test(text) ? "" : `'${text}'`;
}
