import { NO_NAME, type VariableFormat } from "./variable-format.ts";

/** For `dotenv`, and what reads as it does: single quotes before all others, as `$` means nothing within them. */
export const dotenvFormat: VariableFormat = {
  refusal({ name, text }) {
    if (!/^[\w.-]+$/.test(name)) return NO_NAME;
    return spelledValue(text) === undefined
      ? "holds quotes, backslashes or line breaks in a mixture that a .env file can't hold"
      : undefined;
  },
  print: (variables) => variables.map(({ name, text }) => `${name}=${spelledValue(text) ?? ""}\n`).join(""),
};

function spelledValue(text: string): string | undefined {
  if (/^[\w./:@%+,-]*$/.test(text)) return text;
  const quote = ["'", "`"].find((each) => isQuotable(text, each) && !text.includes("\r"));
  if (quote !== undefined) return quote + text + quote;
  // Line breaks are escapes here, and no other escape is read.
  if (isQuotable(text, '"') && !text.includes("\\"))
    return `"${text.replaceAll("\n", String.raw`\n`).replaceAll("\r", String.raw`\r`)}"`;
  return isPlain(text) ? text : undefined;
}

/** A backslash before the closing quote would be taken for its escape. */
function isQuotable(text: string, quote: string): boolean {
  return !text.includes(quote) && !text.endsWith("\\");
}

function isPlain(text: string): boolean {
  return !/[#\r\n]|^['"`]/.test(text) && text === text.trim();
}
