/** Bytes as hexadecimal digits, with and without something between them, and as decimal numbers. */
export function byteForms(bytes: Buffer): readonly string[] {
  if (bytes.length === 0) return [];
  const hex = bytes.toString("hex");
  const capital = hex.toUpperCase();
  const pairs = separated(hex);
  const forms = [hex, capital, ...pairs, ...separated(capital), ...[",", ", ", " "].map((each) => bytes.join(each))];
  if (bytes.length > SHOWN_BYTES) forms.push((pairs[0] ?? "").slice(0, SHOWN_BYTES * 3 - 1));
  return [...new Set(forms)];
}

/** `util.inspect` shows so many bytes of a Buffer. */
const SHOWN_BYTES = 50;

/** As Node and Go, OpenSSL and Python, and .NET write them. */
const SEPARATORS = Array.from(" :-", (mark) => mark.charCodeAt(0));

function separated(hex: string): readonly string[] {
  const { length } = hex;
  const written = Buffer.allocUnsafe(Math.max(0, length + length / 2 - 1));
  for (let at = 0, to = 0; at < length; at += 2, to += 3) {
    written[to] = hex.charCodeAt(at);
    written[to + 1] = hex.charCodeAt(at + 1);
  }
  return SEPARATORS.map((separator) => {
    for (let to = 2; to < written.length; to += 3) written[to] = separator;
    return written.toString("latin1");
  });
}
