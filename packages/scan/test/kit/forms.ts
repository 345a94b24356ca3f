import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** How a value is written, a line each. */
export interface Form {
  readonly write: (value: string) => string | Buffer;
  /** Of a value of several lines. */
  readonly isKey?: true;
}

const bytes = (value: string) => Buffer.from(value);
const base64 = (content: string | Buffer) => Buffer.from(content as string).toString("base64");
const inLines = (text: string, width: number) =>
  (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");
/** Base64 in lines with something between them. */
const written = (value: string, between: string) =>
  inLines(base64(`some words before ${value}, and behind`), 24).replaceAll("\n", between);
/** RFC 4648, by the digits of all bits. */
const base32 = (text: string) => {
  const bits = Array.from(bytes(text), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, "0"), 2));
  const encoded = digits.map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(digit)).join("");
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, "=");
};
/** What `xxd` prints, sixteen bytes a row. */
const rows = (text: string, row: (bytes: Buffer, at: number) => string) =>
  Array.from({ length: Math.ceil(bytes(text).length / 16) }, (_, index) =>
    row(bytes(text).subarray(index * 16, index * 16 + 16), index * 16),
  ).join("\n");
const hexOf = (piece: Buffer, width: number) => inLines(piece.toString("hex"), width).replaceAll("\n", " ");
const shown = (piece: Buffer) => piece.toString("latin1").replaceAll(/[^ -~]/g, ".");
const offset = (at: number, digits = 8, base = 16) => at.toString(base).padStart(digits, "0");
const bodyOf = (pem: string) => pem.split("\n").slice(1, -2).join("");
const jsonOf = (value: string) => JSON.stringify(value).slice(1, -1);

export const forms: Readonly<Record<string, Form>> = {
  plain: { write: (value) => value },
  JSON: { write: (value) => JSON.stringify({ value }) },
  "JSON in JSON": { write: (value) => JSON.stringify(JSON.stringify({ value })) },
  base64: { write: (value) => bytes(value).toString("base64") },
  base64url: { write: (value) => bytes(value).toString("base64url") },
  "base64 of JSON": { write: (value) => bytes(JSON.stringify({ user: "app", value })).toString("base64") },
  "base64 behind a user": { write: (value) => bytes(`app:${value}`).toString("base64") },
  "base64 in lines": { write: (value) => inLines(bytes(`an application:${value}`).toString("base64"), 20) },
  "base64 twice": { write: (value) => base64(base64(`an application:${value}`)) },
  "a registry's login in a secret of Kubernetes": { write: (value) => base64(JSON.stringify({ auths: { "r.example": { auth: base64(`app:${value}`) } } })) },
  "a release of Helm": { write: (value) => base64(base64(gzipSync(JSON.stringify({ config: { value } })))) },
  "an encoded command of PowerShell": { write: (value) => base64(Buffer.from(`$password = '${value}'`, "utf16le")) },
  "a source map within a file": { write: (value) => `//# sourceMappingURL=data:application/json;base64,${base64(JSON.stringify({ sourcesContent: [`const v = ${JSON.stringify(value)};`] }))}` },
  "base64 of a URL in lines, in a string": { write: (value) => JSON.stringify(inLines(base64(`the address is https://app:${encodeURIComponent(value)}@h.example/`), 64)) },
  "percent signs twice": { write: (value) => value.replaceAll("%", "%%") },
  "a batch file": { write: (value) => value.replaceAll(/[&<>"%]/g, "^$&") },
  "a script of PowerShell": { write: (value) => value.replaceAll('"', '`"') },
  "folded lines of YAML": { write: (value) => `v: >-\n  ${value.replaceAll(" ", "\n  ")}` },
  "base64 in strings that are joined": { write: (value) => `"${written(value, '" +\n  "')}"` },
  "base64 in lines behind backslashes": { write: (value) => `"${written(value, "\\\n")}"` },
  "base64 in a comment": { write: (value) => `// ${written(value, "\n// ")}` },
  "base64 in a patch": { write: (value) => `+${written(value, "\n+")}` },
  "base64 in lines of XML": { write: (value) => written(value, "&#10;") },
  "base64 in lines of a URL": { write: (value) => written(value, "%0D%0A") },
  "hexadecimal digits of base64": { write: (value) => bytes(base64(`an application:${value}`)).toString("hex") },
  "hexadecimal digits of UTF-16": { write: (value) => `0x${Buffer.from(value, "utf16le").toString("hex")}` },
  base32: { write: base32 },
  "base32 behind a user": { write: (value) => base32(`an app:${value}`) },
  "base32 in small letters, of a part": { write: (value) => base32(`app:${value}, and more`).toLowerCase() },
  "xxd -p": { write: (value) => inLines(bytes(`some words and ${value}`).toString("hex"), 60) },
  xxd: { write: (value) => rows(`some words, ${value}`, (piece, at) => `${offset(at)}: ${hexOf(piece, 4).padEnd(39)}  ${shown(piece)}`) },
  "hexdump -C": { write: (value) => rows(`some words, ${value}`, (piece, at) => `${offset(at)}  ${hexOf(piece.subarray(0, 8), 2).padEnd(23)}  ${hexOf(piece.subarray(8), 2).padEnd(23)}  |${shown(piece)}|`) },
  hexdump: { write: (value) => rows(`some words, ${value} `.padEnd(64), (piece, at) => `${offset(at, 7)} ${hexOf(Buffer.from(piece).swap16(), 4)}`) },
  "od -t x1": { write: (value) => rows(`some words, ${value}`, (piece, at) => `${offset(at, 7, 8)} ${hexOf(piece, 2)}`) },
  "xxd -i": { write: (value) => `unsigned char v[] = {\n${(hexOf(bytes(value), 2).match(/.{1,36}/g) ?? []).map((row) => `  0x${row.trim().replaceAll(" ", ", 0x")}`).join(",\n")}\n};` },
  hex: { write: (value) => bytes(value).toString("hex") },
  "HEX with colons": { write: (value) => inLines(bytes(value).toString("hex").toUpperCase(), 2).replaceAll("\n", ":") },
  "decimal bytes": { write: (value) => JSON.stringify([...bytes(value)]) },
  "a URL": { write: (value) => `https://app:${encodeURIComponent(value)}@db.example/` },
  "a URL in a URL": { write: (value) => `?next=${encodeURIComponent(`https://h.example/?v=${encodeURIComponent(value)}`)}` },
  "a form": { write: (value) => new URLSearchParams({ value }).toString() },
  HTML: { write: (value) => `<a href="x">${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;")}</a>` },
  "a shell's quotes": { write: (value) => `export V='${value.replaceAll("'", String.raw`'\''`)}'` },
  "YAML's quotes": { write: (value) => `v: '${value.replaceAll("'", "''")}'` },
  "UTF-16": { write: (value) => Buffer.from(`v = ${value}`, "utf16le") },
  "UTF-16, the high byte first": { write: (value) => Buffer.from(`v = ${value}`, "utf16le").swap16() },
  "a key": { write: (value) => value, isKey: true },
  "a key with CRLF": { write: (value) => value.replaceAll("\n", "\r\n"), isKey: true },
  "a key in JSON": { write: (value) => jsonOf(value), isKey: true },
  "a key in one line": { write: bodyOf, isKey: true },
  "a key in lines of another width": { write: (value) => inLines(bodyOf(value), 76), isKey: true },
  "a key, indented": { write: (value) => `key: |\n${value.replaceAll(/^/gm, "    ")}`, isKey: true },
  "a key in base64": { write: (value) => bytes(value).toString("base64"), isKey: true },
  "one line of a key": { write: (value) => value.split("\n")[2] ?? "", isKey: true },
}; // prettier-ignore

/** Each form has a value of its own, so that one that is missed isn't covered by another. */
export function valueOf(name: string): string {
  const digest = (part: string) => createHash("sha512").update(`${name} ${part}`).digest("base64");
  if (forms[name]?.isKey !== true) return `${digest("v").slice(0, 9)}&"<'%+ ${digest("w").slice(0, 9)}`;
  const lines = ["a", "b", "c"].map((part) => digest(part).slice(0, 64));
  return `-----BEGIN EC PRIVATE KEY-----\n${lines.join("\n")}\n-----END EC PRIVATE KEY-----\n`;
}
