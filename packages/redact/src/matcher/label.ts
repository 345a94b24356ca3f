/** What is in a value's place has to fit anywhere: in a JSON string, an attribute of XML, a terminal. */
export function safeLabel(text: string): string {
  const safe = text.toWellFormed().replaceAll(/[^\p{L}\p{N} .,:;?#/@$*+=_()[\]-]/gu, "_");
  return safe.length <= LONGEST_LABEL ? safe : `${safe.slice(0, LONGEST_LABEL)}…]`;
}

const LONGEST_LABEL = 200;

/** What a name gives way to that holds a loaded value, or in whose place a value would be found again. */
export const FALLBACKS = ["[secret]", "[redacted]", "[...]"] as const;

/** A text that could not be looked through. Better nothing than a value. */
export const FAILED = "[REDACTION FAILED]";
