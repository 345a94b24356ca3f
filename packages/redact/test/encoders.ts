import querystring from "node:querystring";
import { format, inspect } from "node:util";

import { stringify as csv } from "csv-stringify/sync";
import ejs from "ejs";
import XMLBuilder from "fast-xml-builder";
import Handlebars from "handlebars";
import * as he from "he";
import ini from "ini";
import { dump as jsYaml } from "js-yaml";
import * as qp from "libqp";
import lodashEscape from "lodash.escape";
import mustache from "mustache";
import nunjucks from "nunjucks";
import { pino } from "pino";
import pug from "pug";
import { quote } from "shell-quote";
import { Shescape } from "shescape";
import { stringify as toml } from "smol-toml";
import sqlstring from "sqlstring";
import winston from "winston";
import { stringify as yaml } from "yaml";

const shell = (name: string, flagProtection = false) => new Shescape({ shell: name, flagProtection });
const nunjucksOf = new nunjucks.Environment(null, { autoescape: true });
const xml = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });
const handlebars = Handlebars.compile("{{v}}");
const pugText = pug.compile("p= v");
const pugAttribute = pug.compile("a(b=v)");
const url = (change: (url: URL) => void): string => {
  const made = new URL("https://user@h.example/");
  change(made);
  return made.href;
};
const pinoLine = (value: string): string => {
  let written = "";
  pino({ base: null, timestamp: false }, { write: (line: string) => void (written += line) }).info(value);
  return written.slice('{"level":30,"msg":'.length, -2);
};
const winstonLine = (value: string): string => {
  const { combine, json } = winston.format;
  const info = combine(json()).transform({
    level: "info",
    message: value,
  }) as winston.Logform.TransformableInfo;
  return String(info[Symbol.for("message")]).slice('{"level":"info","message":'.length, -1);
};
const replaced = (value: string, escapes: RegExp, by: (unit: string) => string): string =>
  value.replace(escapes, by);
const inOneLine = (value: string, write: () => string): string | undefined =>
  value.includes("\n") ? undefined : write();
const hex4 = (unit: string): string => unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

// What programs write values with, not what the redactor is made of.
/** Each writes a value, with quotes around it or without; undefined where it can't write it in one piece. */
export const encoders: Readonly<Record<string, (value: string) => string | undefined>> = {
  "JSON.stringify": (value) => JSON.stringify(value),
  "JSON in JSON": (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  "JSON in JSON in JSON": (value) => JSON.stringify(JSON.stringify(JSON.stringify(value))).slice(7, -7),
  "JSON in a script": (value) => replaced(JSON.stringify(value), /[<>&]/g, (unit) => `\\u${hex4(unit).toLowerCase()}`),
  "System.Text.Json": (value) => replaced(value, /[^ !#$%()*,\-./\w:;=?@[\]^{|}~]/g, (unit) => ({ "\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\" })[unit] ?? `\\u${hex4(unit)}`),
  "HtmlEncoder of .NET": (value) => replaced(value, /[^ !#$%()*,\-./\w:;=?@[\]^{|}~\\]/gu, (unit) => ({ '"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;" })[unit] ?? `&#x${unit.codePointAt(0)?.toString(16).toUpperCase()};`),
  "UrlEncoder of .NET": (value) => replaced(value, /[^A-Za-z0-9\-._~]/gu, (unit) => unit.charCodeAt(0) < 128 ? `%${hex4(unit).slice(2)}` : encodeURIComponent(unit)),
  "WebUtility.UrlEncode": (value) => replaced(value, /[^A-Za-z0-9\-._!*()]/gu, (unit) => unit === " " ? "+" : unit.charCodeAt(0) < 128 ? `%${hex4(unit).slice(2)}` : encodeURIComponent(unit)),
  "HttpUtility.UrlEncode": (value) => replaced(value, /[^A-Za-z0-9\-._!*()]/gu, (unit) => unit === " " ? "+" : unit.charCodeAt(0) < 128 ? `%${hex4(unit).slice(2).toLowerCase()}` : encodeURIComponent(unit).toLowerCase()),
  "util.inspect": (value) => inspect(value, { breakLength: Infinity }),
  "util.inspect of an object": (value) => inspect({ v: value }, { breakLength: Infinity }).slice(5, -2),
  "util.inspect in JSON": (value) => JSON.stringify(inspect(value, { breakLength: Infinity })).slice(1, -1),
  "util.format %j": (value) => format("%j", value),
  encodeURIComponent,
  "small encodeURIComponent": (value) => encodeURIComponent(value).replace(/%../g, (escape) => escape.toLowerCase()),
  encodeURI,
  "encodeURIComponent twice": (value) => encodeURIComponent(encodeURIComponent(value)),
  URLSearchParams: (value) => new URLSearchParams({ v: value }).toString().slice(2),
  "querystring.stringify": (value) => querystring.stringify({ v: value }).slice(2),
  "URL.password": (value) => url((made) => (made.password = value)).slice("https://user:".length, -"@h.example/".length),
  "URL.search": (value) => inOneLine(value, () => url((made) => (made.search = `v=${value}`)).slice("https://user@h.example/?v=".length)),
  "JSON in a URL": (value) => encodeURIComponent(JSON.stringify(value)).slice(3, -3),
  "a URL in a URL": (value) => encodeURIComponent(`?v=${encodeURIComponent(value)}`).slice(7),
  "a URL in JSON": (value) => JSON.stringify(encodeURI(value)),
  "JSON in a form": (value) => new URLSearchParams({ v: JSON.stringify(value) }).toString().slice(5, -3),
  he: (value) => he.encode(value),
  "he, decimal": (value) => he.encode(value, { decimal: true }),
  "he, named": (value) => he.encode(value, { useNamedReferences: true }),
  "he, all of it": (value) => he.encode(value, { encodeEverything: true }),
  "he.escape": (value) => he.escape(value),
  "lodash.escape": (value) => lodashEscape(value),
  Handlebars: (value) => handlebars({ v: value }),
  mustache: (value) => mustache.render("{{v}}", { v: value }),
  ejs: (value) => ejs.render("<%= v %>", { v: value }),
  nunjucks: (value) => nunjucksOf.renderString("{{ v }}", { v: value }),
  pug: (value) => pugText({ v: value }).slice(3, -4),
  "pug, an attribute": (value) => pugAttribute({ v: value }).slice(6, -6),
  "JSON in HTML": (value) => lodashEscape(JSON.stringify(value)).slice(6, -6),
  "JSON in Handlebars": (value) => handlebars({ v: JSON.stringify(value) }).slice(6, -6),
  "HTML in JSON": (value) => JSON.stringify(lodashEscape(value)),
  "HTML in HTML": (value) => lodashEscape(lodashEscape(value)),
  "fast-xml-parser": (value) => xml.build({ v: value }).slice(3, -4),
  "fast-xml-parser, an attribute": (value) => xml.build({ v: { "@_a": value, "#text": "x" } }).slice(6, -7),
  "shell-quote": (value) => quote([value]),
  "shescape, bash": (value) => shell("bash").quote(value),
  "shescape, bash, no quotes": (value) => inOneLine(value, () => shell("bash").escape(value)),
  "single quotes of a shell": (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  "double quotes of a shell": (value) => `"${value.replace(/[$`"\\!]/g, String.raw`\$&`)}"`,
  "JSON in a shell": (value) => `'"${JSON.stringify(value).slice(1, -1).replaceAll("'", String.raw`'\''`)}"'`.slice(1, -1),
  "a shell in JSON": (value) => JSON.stringify(`'${value.replaceAll("'", `'"'"'`)}'`).slice(1, -1),
  "sqlstring (MySQL)": (value) => sqlstring.escape(value),
  "SQL": (value) => `'${value.replaceAll("'", "''")}'`,
  "SQL in JSON": (value) => JSON.stringify(`'${value.replaceAll("'", "''")}'`).slice(1, -1),
  "a name of SQL": (value) => `"${value.replaceAll('"', '""')}"`,
  "csv-stringify": (value) => csv([[value, "x"]], { quoted: true }).split(/,"x"\n$/)[0] ?? "",
  "JSON in CSV": (value) => value.includes('"') ? undefined : csv([[JSON.stringify(value), "x"]]).slice(3, -6),
  "CSV in JSON": (value) => JSON.stringify(csv([[value]], { quoted: true }).slice(0, -1)).slice(1, -1),
  yaml: (value) => yaml(value, { lineWidth: 0, blockQuote: false }).slice(0, -1),
  "yaml, double quotes": (value) => yaml(value, { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE" }).slice(0, -1),
  "yaml, single quotes": (value) => inOneLine(value, () => yaml(value, { lineWidth: 0, defaultStringType: "QUOTE_SINGLE" }).slice(0, -1)),
  "js-yaml": (value) => inOneLine(value, () => jsYaml(value, { lineWidth: -1 }).slice(0, -1)),
  "js-yaml, quoted": (value) => inOneLine(value, () => jsYaml(value, { lineWidth: -1, forceQuotes: true }).slice(0, -1)),
  // It escapes `;` and no backslash, so that nobody can tell what it wrote.
  ini: (value) => value.includes("\\") ? undefined : ini.stringify({ v: value }).slice(2).replace(/\n$/, ""),
  "smol-toml": (value) => toml({ v: value }).slice(4).replace(/\n$/, ""),
  "quoted-printable": (value) => qp.encode(value),
  "quoted-printable in lines": (value) => qp.wrap(qp.encode(value), 76),
  pino: pinoLine,
  winston: winstonLine,
  hex: (value) => Buffer.from(value).toString("hex"),
  base64: (value) => Buffer.from(value).toString("base64"),
  base64url: (value) => Buffer.from(value).toString("base64url"),
  "base64 in a URL": (value) => encodeURIComponent(Buffer.from(value).toString("base64")),
  "base64 in Handlebars": (value) => handlebars({ v: Buffer.from(value).toString("base64") }),
}; // prettier-ignore
