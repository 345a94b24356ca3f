import { BEGINS, beginning, type Format, GATE, gatesOf, run } from "./format.ts";

/** Not a value: what is there when nothing does, a place-holder, or what was taken out before. */
const NO_VALUE = String.raw`(?!(?:true|false|null|undefined|none|nil|NaN)(?![\w.-])|\[(?:secret|redacted|REDACTED)\b|\[object |\*{3}|\$\{|<)`;
/** Each is a loop of single characters with a loop around it for what is rare: a long value needs no deep stack. */
const DOUBLE = String.raw`[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*`;
const SINGLE = String.raw`[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*`;
/** A closing bracket ends a value only where no letter follows. */
const PLAIN = String.raw`[^\s"',;&}\])<>\\]*(?:[\])<>](?=[^\W_])[^\s"',;&}\])<>\\]*)*`;
const QUOTED = String.raw`(?<=\\["'])[^"'\\]+|(?<=")${DOUBLE}|(?<=')${SINGLE}`;
/** One or two marks are an operator of some language: `token == other`. */
const UNQUOTED = String.raw`(?=[^\W_]|[^\s"',;&}\])<>\\]{3})${PLAIN}`;
/** Aligned columns have many spaces; more than these are no one's. */
const SPACE = String.raw`\s{0,64}`;
const SEPARATOR = String.raw`\\{0,3}["']?${SPACE}(?:=>|[:=])${SPACE}\\{0,3}["']?`;

/** Names under which secrets stand, in any case, with any prefix: `DB_PASSWORD`, `clientSecret`. */
const NAMES = [
  "password", "passwd", "passphrase", "pwd",
  "secret", "secretkey", "secret_key", "secret-key", "secretaccesskey", "secret_access_key",
  "token", "tokensecret", "token_secret",
  "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
  "privatekey", "private_key", "private-key", "signingkey", "signing_key", "encryptionkey", "encryption_key",
  "credential", "credentials",
] as const; // prettier-ignore

const anyName = `(?:${NAMES.toSorted((a, b) => b.length - a.length).join("|")})`;
/** What follows a name, up to the end of the text, that may still become a value. */
const OPEN_QUOTED = `"${DOUBLE}|'${SINGLE}`;
const OPEN_UNQUOTED = String.raw`[^\s"',;&}\\]*`;
const OPEN = String.raw`\\{0,3}["']?${SPACE}(?:(?:=>?|:)${SPACE}\\{0,3}(?:(?:${OPEN_QUOTED})\\{0,3}|${OPEN_UNQUOTED}))?$`;

/** A value whose end isn't there yet, by the quotes before it. */
const BEHIND_NAME = String.raw`${anyName}\\{0,3}["']?${SPACE}(?:=>|[:=])${SPACE}`;
const RUNS = [
  run(String.raw`${BEHIND_NAME}\\{1,3}["']`, String.raw`[^"'\\]*`, { flags: "iy" }),
  run(`${BEHIND_NAME}"`, DOUBLE, { flags: "iy" }),
  run(`${BEHIND_NAME}'`, SINGLE, { flags: "iy" }),
  run(BEHIND_NAME, String.raw`[^\s"',;&}\\]+`, { flags: "iy" }),
];
const HEADER = String.raw`\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?`;
const HEADER_VALUE = String.raw`[^\r\n"'\\]*`;

/** What is a secret by its form or by its name, from any issuer. */
export const structures = (): readonly Format[] => [
  {
    // RFC 7519 and 7516: parts in base64url, of which the first is JSON that begins with `{"`.
    name: "jwt",
    gates: gatesOf("eyJ"),
    longest: 12_000,
    body: new RegExp(String.raw`${BEGINS}eyJ[\w-]{8,2048}(?:\.[\w-]{0,8192}){2,4}`, "y"),
    runs: [
      run(`${BEGINS}eyJ`, String.raw`[\w-]*`, { longest: 2051 }),
      run(String.raw`${BEGINS}eyJ[\w-]+(?:\.[\w-]*){0,3}\.`, String.raw`[\w-]*`, { longest: 12_000 }),
    ],
    open: new RegExp(String.raw`${BEGINS}e(?:$|y(?:$|J[\w-]{0,2048}(?:\.[\w-]{0,8192}){0,4}$))`, "y"),
  },
  {
    // RFC 7468, also with its line ends escaped. Without an END it is a key all the same.
    name: "private-key",
    gates: gatesOf("BEGIN"),
    longest: 17_000,
    gateAt: 5,
    body: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,16000}(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/y,
    runs: [run("-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----", "[^-]*", { longest: 16_000 })],
    open: /-{1,5}$|-----B(?:$|E(?:$|G(?:$|I(?:$|N(?:$| [A-Z0-9 ]{0,60}(?:-{0,4}|-----[^-]{0,16000}(?:-{0,5}|-----E[A-Z0-9 ]{0,70}-{0,4}))$)))))/y,
  },
  {
    // RFC 3986: what is between the colon and the @.
    name: "url-password",
    gates: Array.from("abcdefghijklmnopqrstuvwxyz0123456789", (unit) => `${unit}://`),
    head: /[a-z\d]:\/\/[^\s/?#:@"'<>\\]{0,256}:/y,
    body: /(?!\[(?:secret|redacted) )[^\s/?#@"'<>\\]{1,1024}(?=@)/y,
    runs: [run(String.raw`[a-z\d]:\/\/`, String.raw`[^\s/?#@"'<>\\]*`, { longest: 1280 })],
    open: /[a-z\d](?:$|:(?:$|\/(?:$|\/[^\s/?#@"'<>\\]{0,1280}$)))/y,
  },
  {
    // RFC 9110: the credentials behind the scheme, which stays.
    name: "authorization",
    gates: anyCase("auth"),
    head: new RegExp(
      String.raw`authorization${SEPARATOR}(?:(?:Bearer|Basic|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256)\s{1,4})?`,
      "iy",
    ),
    body: new RegExp(String.raw`${NO_VALUE}[^\r\n"'\\]{4,}`, "y"),
    runs: [run(`authorization${HEADER}`, HEADER_VALUE, { flags: "iy" })],
    open: new RegExp(
      String.raw`${beginning("authorization")}|authorization\\{0,3}["']?\s{0,4}(?:[:=]\s{0,4}\\{0,3}["']?[^\r\n"'\\]*)?\\{0,3}$`,
      "iy",
    ),
  },
  {
    // RFC 6750: a bearer token without its header's name. The prose "bearer tokens" is no match.
    name: "bearer-token",
    gates: anyCase("bear"),
    head: /bearer\s{1,4}/iy,
    body: /(?=[\w.~+/=-]{0,64}[\d.~+/=_])[\w.~+/=-]{16,}/y,
    runs: [run(String.raw`bearer\s{1,4}`, String.raw`[\w.~+/=-]*`, { flags: "iy" })],
    open: new RegExp(String.raw`${beginning("bearer")}|bearer\s{1,4}[\w.~+/=-]*$`, "iy"),
  },
  {
    // RFC 6265: sessions live in cookies.
    name: "cookie",
    gates: anyCase("ooki"),
    head: new RegExp(String.raw`ookie${SEPARATOR}`, "iy"),
    body: new RegExp(String.raw`${NO_VALUE}[^\r\n"'\\]{8,}`, "y"),
    runs: [run(`ookie${HEADER}`, HEADER_VALUE, { flags: "iy" })],
    open: new RegExp(
      String.raw`${beginning("ookie")}|ookie\\{0,3}["']?\s{0,4}(?:[:=]\s{0,4}\\{0,3}["']?[^\r\n"'\\]*)?\\{0,3}$`,
      "iy",
    ),
  },
  {
    // A name that says so: `password=…`, `"apiKey": "…"`, `token: …`, `?access_token=…`, also within an escaped JSON text.
    name: "value",
    gates: [...new Set(NAMES.flatMap(beginningsOf).flatMap(anyCase))],
    head: new RegExp(anyName + SEPARATOR, "iy"),
    body: new RegExp(`${NO_VALUE}(?:${QUOTED}|(?<!["'])${UNQUOTED})`, "y"),
    runs: RUNS,
    open: new RegExp(`${NAMES.map(beginning).join("|")}|${anyName}${OPEN}`, "iy"),
  },
];

/** A name's first four units; what is shorter is recognised by what follows a name. */
function beginningsOf(name: string): readonly string[] {
  return name.length >= GATE ? [name.slice(0, GATE)] : Array.from("\"'\\:= ", (unit) => name + unit);
}

/** Each spelling in small and capital letters. */
function anyCase(gate: string): readonly string[] {
  return Array.from(gate).reduce<readonly string[]>(
    (words, letter) => words.flatMap((word) => [...new Set([word + letter, word + letter.toUpperCase()])]),
    [""],
  );
}
