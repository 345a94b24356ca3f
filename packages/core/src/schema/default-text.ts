import { isSecret } from "../secret/secret.ts";

/** In a form that `.env` and the decoder read back as the same value; nothing where there is no such form. */
export function defaultText(value: unknown): string {
  if (value === undefined || value === null || isSecret(value) || value instanceof Uint8Array) return "";
  if (typeof value === "function" || typeof value === "symbol") return "";
  const text = typeof value === "object" ? defaultJson(value) : `${value as string | number}`;
  return /^[\w./:@%+,-]*$/.test(text) ? text : quoted(text);
}

function defaultJson(value: object): string {
  const items = value instanceof Set || value instanceof Map ? [...value] : value;
  try {
    const json = JSON.stringify(items, (_, each: unknown) =>
      typeof each === "bigint" ? String(each) : each,
    );
    return json.startsWith('"') ? String(JSON.parse(json)) : json; // a date, a URL
  } catch {
    return ""; // it holds itself
  }
}

/** On one line, as the line may be commented out. Backslashes mean something in double quotes only. */
function quoted(text: string): string {
  if (/[\r\n]/.test(text))
    return /["\\]/.test(text) ? "" : `"${text.replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
  const quote = ["'", "`", '"'].find((each) => !text.includes(each));
  return quote === undefined || (quote === '"' && text.includes("\\")) ? "" : quote + text + quote;
}
