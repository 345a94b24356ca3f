import { isSecret } from "../secret/secret.ts";

/** In a form that `.env` and the decoder read back as the same value; nothing where there is no such form. */
export function defaultText(value: unknown): string {
  if (value === undefined || value === null || isSecret(value) || value instanceof Uint8Array) return "";
  if (typeof value === "function" || typeof value === "symbol") return "";
  const text = typeof value === "object" ? defaultJson(value) : `${value as string | number}`;
  return /^[\w./:@%+,-]*$/.test(text) ? text : quoted(text);
}

function defaultJson(value: object): string {
  try {
    const json = JSON.stringify(value, (_, each: unknown) => {
      if (each instanceof Set || each instanceof Map) return [...each] as unknown[];
      return typeof each === "bigint" ? String(each) : each;
    });
    return json.startsWith('"') ? String(JSON.parse(json)) : json; // a date, a URL
  } catch {
    return ""; // it holds itself
  }
}

/**
 * On one line, as the line may be commented out. Backslashes mean something in double quotes only, and references nothing in
 * single quotes only.
 */
function quoted(text: string): string {
  const isReference = /\$\{|\\\$/.test(text);
  if (/[\r\n]/.test(text))
    return isReference || /["\\]/.test(text)
      ? ""
      : `"${text.replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
  const quote = (isReference ? ["'"] : ["'", "`", '"']).find((each) => !text.includes(each));
  return quote === undefined || (quote === '"' && text.includes("\\")) ? "" : quote + text + quote;
}
