/**
 * The 32 bytes that a text of Bech32 carries after this prefix, as age writes its keys: all upper or all lower case,
 * ended by a checksum. `undefined` for anything else.
 */
export function bech32Key(text: string, prefix: string): Uint8Array | undefined {
  const lower = text.toLowerCase();
  const start = `${prefix.toLowerCase()}1`;
  if ((text !== lower && text !== text.toUpperCase()) || !lower.startsWith(start)) return undefined;
  const words = Array.from(lower.slice(start.length), (letter) => ALPHABET.indexOf(letter));
  if (words.length !== KEY_WORDS + CHECKSUM_WORDS || words.includes(-1)) return undefined;
  if (checksum([...spread(prefix.toLowerCase()), ...words]) !== 1) return undefined;
  return bytesOf(words.slice(0, KEY_WORDS));
}

/** The text that carries these bytes, all in lower case. */
export function bech32Text(bytes: Uint8Array, prefix: string): string {
  const lower = prefix.toLowerCase();
  const words = wordsOf(bytes);
  const sum = checksum([...spread(lower), ...words, ...Array<number>(CHECKSUM_WORDS).fill(0)]) ^ 1;
  const end = Array.from(
    { length: CHECKSUM_WORDS },
    (_, at) => (sum >>> (5 * (CHECKSUM_WORDS - 1 - at))) & 31,
  );
  return `${lower}1${[...words, ...end].map((word) => ALPHABET.charAt(word)).join("")}`;
}

const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const KEY_WORDS = 52; // 32 bytes in fives of bits, and four bits over
const CHECKSUM_WORDS = 6;
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The prefix as the checksum takes it in. */
function spread(prefix: string): number[] {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(words: readonly number[]): number {
  return words.reduce((sum, word) => {
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ word;
    return GENERATOR.reduce((mixed, factor, bit) => ((top >>> bit) & 1 ? mixed ^ factor : mixed), next);
  }, 1);
}

/** `undefined` where the bits left over aren't zero: one key has one text. */
function bytesOf(words: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const word of words) {
    held = ((held << 5) | word) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return (held & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : undefined;
}

/** Fives of bits; the last is filled with zeros. */
function wordsOf(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => Number.parseInt(five.padEnd(5, "0"), 2));
}
