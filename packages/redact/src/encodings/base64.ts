export interface Base64Forms {
  /** Of the bytes alone, with padding and without. */
  readonly whole: readonly string[];
  /** Of the bytes as a part of more. */
  readonly aligned: readonly string[];
}

/**
 * What of base64 is the same wherever the bytes stand in a longer run of bytes: three alignments, without the characters
 * at either end that neighbours have a part in. And the same where nothing comes behind them, as behind a user's name.
 */
export function base64Forms(bytes: Buffer): Base64Forms {
  // What the two bytes before these are makes no difference: the digits that they have a part in are left off.
  const padded = Buffer.allocUnsafe(bytes.length + 2);
  bytes.copy(padded, 2);
  const first = padded.toString("base64", 2);
  const second = padded.toString("base64", 1).slice(2);
  const third = padded.toString("base64", 0).slice(3);
  return {
    whole: endings(first),
    aligned: [
      // To its end it is `whole`.
      ...inner(first, digitsIn(bytes.length)).slice(0, 1),
      ...inner(second, digitsIn(bytes.length + 1) - 2),
      ...inner(third, digitsIn(bytes.length + 2) - 3),
    ],
  };
}

/** With padding and without. */
function endings(base64: string): readonly string[] {
  return base64.endsWith("=") ? [base64.slice(0, base64.indexOf("=")), base64] : [base64];
}

/** Up to where a neighbour has a part, and to the end. */
function inner(base64: string, own: number): readonly string[] {
  return own === base64.length ? [base64] : [base64.slice(0, own), ...endings(base64)];
}

/** How many digits of six bits so many bytes fill. */
function digitsIn(bytes: number): number {
  return Math.floor((bytes * 8) / 6);
}

/** The same characters as URLs and JWTs have them, where they are others. */
export function urlSafe(base64: string): readonly string[] {
  const hasOthers = base64.includes("+") || base64.includes("/");
  return hasOthers ? [base64, base64.replaceAll("+", "-").replaceAll("/", "_")] : [base64];
}
