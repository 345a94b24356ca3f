import { character, type Encoding } from "./encoding.ts";
import { ENTITIES } from "./entities.ts";

/** HTML and XML: `&quot;`, `&#34;`, `&#x22;`. Browsers need no semicolon behind a number. */
export const html: Encoding = {
  name: "html",
  marks: ["&"],
  escape: /&(?:#0{0,16}\d{1,7};?|#[xX]0{0,16}[\da-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,16};)/y,
  decode(escape) {
    const name = escape.replace(/^&|;$/g, "");
    if (/^#x/i.test(name)) return character(Number.parseInt(name.slice(2), 16));
    return name.startsWith("#") ? character(Number(name.slice(1))) : ENTITIES.get(name);
  },
  partial: /&(?:#[xX]?[\da-fA-F]{0,23}|[A-Za-z][A-Za-z0-9]{0,16})?$/g,
};
