import { character, type Encoding } from "./encoding.ts";
import { ENTITIES } from "./entities.ts";

/** HTML and XML: `&quot;`, `&#34;`, `&#x22;`. */
export const html: Encoding = {
  name: "html",
  marks: ["&"],
  changes: /[^A-Za-z0-9_.-]/,
  escape: /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,16});/y,
  decode(escape) {
    const name = escape.slice(1, -1);
    if (/^#x/i.test(name)) return character(Number.parseInt(name.slice(2), 16));
    return name.startsWith("#") ? character(Number(name.slice(1))) : ENTITIES.get(name);
  },
  lengthAt(source, at) {
    for (let end = at + 1; end < at + LONGEST_ENTITY; end++)
      if (source.charCodeAt(end) === SEMICOLON) return end + 1 - at;
    return 0;
  },
  partial: /&(?:#[xX]?[\da-fA-F]{0,7}|[A-Za-z][A-Za-z0-9]{0,16})?$/,
};

const SEMICOLON = 0x3b;
const LONGEST_ENTITY = "&abcdefghijklmnopq;".length;
