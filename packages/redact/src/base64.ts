/**
 * What of base64 is the same wherever the bytes stand in a longer run of bytes: three alignments, without the characters
 * at either end that neighbours have a part in.
 */
export function alignedBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const padded = offset === 0 ? bytes : Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = Math.floor((padded.length * 8) / 6);
    return padded.toString("base64").slice(Math.ceil((offset * 8) / 6), whole);
  });
}

/** The bytes alone, with and without padding. */
export function wholeBase64(bytes: Buffer): readonly string[] {
  const padded = bytes.toString("base64");
  return [padded, padded.replace(/=+$/, "")];
}

/** The same characters as URLs and JWTs have them. */
export function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}
