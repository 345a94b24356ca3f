/** Bytes as hexadecimal digits, with and without something between them, and as decimal numbers. */
export function byteForms(bytes: Buffer): readonly string[] {
  if (bytes.length === 0) return [];
  const hex = bytes.toString("hex");
  const capital = hex.toUpperCase();
  const small = separated(hex, SEPARATORS);
  const forms = [hex, capital, ...small, ...separated(capital, CAPITAL_SEPARATORS)];
  for (const between of [",", ", ", " "]) forms.push(bytes.join(between));
  if (bytes.length > SHOWN_BYTES) forms.push((small[0] ?? "").slice(0, SHOWN_BYTES * 3 - 1));
  return forms;
}

/** `util.inspect` shows so many bytes of a Buffer. */
const SHOWN_BYTES = 50;

const codes = (text: string) => Array.from(text, (mark) => mark.charCodeAt(0));
/** As Node and Go, OpenSSL and Python write them; .NET writes capitals with a dash. */
const SEPARATORS = codes(" :");
const CAPITAL_SEPARATORS = codes(" :-");

function separated(hex: string, separators: readonly number[]): readonly string[] {
  const { length } = hex;
  const written = Buffer.allocUnsafe(length + length / 2 - 1);
  for (let at = 0, to = 0; at < length; at += 2, to += 3) {
    written[to] = hex.charCodeAt(at);
    written[to + 1] = hex.charCodeAt(at + 1);
  }
  return separators.map((separator) => {
    for (let to = 2; to < written.length; to += 3) written[to] = separator;
    return written.toString("latin1");
  });
}
