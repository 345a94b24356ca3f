/** Of one column each: what most outputs are made of, our own marks too. */
const ONE_COLUMN_EACH = /^[\x20-\x7E\u00A1-\u00AC\u00AE-\u00FF✓✗·…—]*$/;

let measured: ((text: string) => number) | undefined;

/**
 * How many columns a terminal takes for a text. The package that knows them all is loaded for others only: its patterns of emoji
 * take longer than the rest of a table.
 */
export function textWidth(text: string): number {
  if (ONE_COLUMN_EACH.test(text)) return text.length;
  const { createRequire } = process.getBuiltinModule("node:module");
  measured ??= (createRequire(import.meta.url)("string-width") as typeof import("string-width")).default;
  return measured(text);
}
