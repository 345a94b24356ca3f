const BASE32_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DIGIT_BITS = 5;
/** So many bytes fill whole digits. */
const GROUP_BYTES = 5;

/**
 * What of base32 is the same wherever the bytes stand in a longer run of bytes: five alignments, without the digits at either end
 * that neighbours have a part in. In capitals, and in small letters.
 */
export function base32Forms(bytes: Buffer): readonly string[] {
  const forms = Array.from({ length: GROUP_BYTES }, (_, before) => {
    const digits = base32(Buffer.concat([Buffer.alloc(before), bytes]));
    return digits.slice(Math.ceil(digitsOf(before)), Math.floor(digitsOf(before + bytes.length)));
  });
  return [...forms, ...forms.map((form) => form.toLowerCase())];
}

function digitsOf(bytes: number): number {
  return (bytes * 8) / DIGIT_BITS;
}

/** Without padding. */
function base32(bytes: Buffer): string {
  let [digits, held, count] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (count += 8; count >= DIGIT_BITS; count -= DIGIT_BITS)
      digits += BASE32_DIGITS[(held >>> (count - DIGIT_BITS)) & 31] ?? "";
    held &= (1 << count) - 1;
  }
  return count === 0 ? digits : digits + (BASE32_DIGITS[(held << (DIGIT_BITS - count)) & 31] ?? "");
}
