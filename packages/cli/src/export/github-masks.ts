import type { Secret } from "@confide/core";
import { encodedForms } from "@confide/redact";

/** Shorter pieces would be masked all over the log, and hide nothing; a whole value is masked whatever its length. */
const LEAST_PIECE = 4;

/**
 * Workflow commands that make GitHub Actions mask secrets: each form of a value that somebody may print, and each of its
 * lines, as the log is masked line by line.
 */
export function githubMasks(secrets: readonly Secret[]): string {
  const masks = secrets.flatMap((secret) => {
    const whole: unknown = secret.reveal("redaction");
    return encodedForms(secret).flatMap((form) =>
      piecesOf(form).filter((line) => line === String(whole) || line.length >= LEAST_PIECE),
    );
  });
  return [...new Set(masks)].map((mask) => `::add-mask::${escaped(mask)}\n`).join("");
}

/** The whole too: where it has one line, that is all. */
function piecesOf(form: string): readonly string[] {
  return [form, ...form.split(/\r?\n|\r/)].filter((line) => line.trim() !== "");
}

/** As the runner's own toolkit escapes a command's data. */
function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
