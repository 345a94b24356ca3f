/** A secret, and the part of it that must not show: all of it, unless the rest is ordinary text. */
export interface Value {
  readonly value: string | Uint8Array;
  readonly hidden: string;
}

const CANARY = "QXVWZKHJRNTSPLMDGFBC";

/** Every kind of value. A new kind is one line. None has six characters in a row that any message has. */
export const values: Readonly<Record<string, Value>> = {
  letters: all(CANARY),
  short: all("Zq7!"),
  long: { value: CANARY.repeat(500), hidden: CANARY },
  digits: all("739184625198"),
  number: all("-739184.625198"),
  "like a name": all("Sk_QXVWZKHJRNTS"),
  "like a code": all("EQXVWZKHJRNTS"),
  "like base64": all("UVhWV1pLSEpSTlRTUExNRA=="),
  "like hexadecimal": all("7b1f9e3ac5d08624"),
  JSON: { value: JSON.stringify({ user: "app", password: CANARY }), hidden: CANARY },
  "broken JSON": { value: `{"user":"app","password":"${CANARY}`, hidden: CANARY },
  "URL with a password": { value: `postgres://app:${CANARY}@db.example:5432/app`, hidden: CANARY },
  "broken URL": { value: `postgres//app:${CANARY}@db.example:5432/app`, hidden: CANARY },
  PEM: { value: `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`, hidden: CANARY },
  lines: all("QXVWZK\nHJRNTS\r\nPLMDGF\tBC"),
  "white space": all("  QXV WZK  HJRNTS  "),
  "control characters": all("QXV\0WZK\u001b[31mHJR\u0007NTS\u2028PLM"),
  quotes: all(`Q"X'V\\W"Z'K\\\\H\`J"R`),
  dollars: all("Q$X{V}W${Z}K$(HJ)R$1N$&T"),
  "percent signs": all("100%QX%20V%sW%oZ%jK%dH%%J"),
  markup: all(`<Q x='V'>W&amp;Z;<!--K-->H`),
  "regular expression": all("(Q+X|V[W])*Z{9}$^.?K\\H"),
  prototype: { value: `__proto__.${CANARY}.constructor`, hidden: CANARY },
  letter: all("密钥é🔑ßΩ密éQ🔑X密"),
  "half a character": all("QXV\ud83dWZK\udd11HJRNTS"),
  composed: all("Q\u0301X\u0302V\u0303W\u0304Z\u0305K"),
  bytes: { value: Uint8Array.from([0, 255, 7, ...Buffer.from(CANARY), 128, 0]), hidden: CANARY },
};

function all(value: string): Value {
  return { value, hidden: value };
}

const PIECE = 6;

/** What is looked for: every piece of six characters, in each form in which programs write text. */
export function needlesOf({ hidden }: Value): readonly string[] {
  const units = Array.from(hidden);
  const pieces = Array.from({ length: Math.max(1, units.length - PIECE + 1) }, (_, at) =>
    units.slice(at, at + PIECE).join(""),
  ).filter((piece) => piece.trim().length > 3);
  return [...new Set([...pieces.flatMap(formsOf), ...base64Of(hidden)])];
}

function formsOf(piece: string): readonly string[] {
  const bytes = Buffer.from(piece);
  return [
    piece,
    JSON.stringify(piece).slice(1, -1),
    encodeURIComponent(piece.toWellFormed()),
    bytes.toString("hex"),
    bytes.toString("latin1"),
    // An inspected Uint8Array, whose numbers stand in columns where they are many.
    Array.from(bytes).join(", "),
    Array.from(bytes, (byte) => String(byte).padStart(3))
      .join(", ")
      .trimStart(),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" "), // an inspected Buffer
  ];
}

/** Pieces of eight, for each place that a value can have among the three bytes of a group. */
function base64Of(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((start) => {
    const groups = bytes.subarray(start, start + 3 * Math.floor((bytes.length - start) / 3));
    const encoded = groups.toString("base64");
    const count = Math.max(0, (encoded.length - 8) / 4 + 1);
    return Array.from({ length: Math.floor(count) }, (_, at) => encoded.slice(4 * at, 4 * at + 8)).flatMap(
      (piece) => [piece, piece.replaceAll("+", "-").replaceAll("/", "_")],
    );
  });
}

/**
 * Of a foreign error its name, code and status are kept where they are one word, as class names and error codes are. A
 * value that is one word can't be distinguished from them.
 */
export function looksLikeCode({ value }: Value): boolean {
  return typeof value === "string" && /^-?\w[\w.-]{0,60}$/.test(value);
}
