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
  const padded = Buffer.allocUnsafe(bytes.length + 2);
  padded[0] = padded[1] = 0;
  bytes.copy(padded, 2);
  const whole = padded.toString("base64", 2);
  const second = padded.toString("base64", 1).slice(2);
  const third = padded.toString("base64", 0).slice(3);
  return {
    whole: [whole, unpadded(whole)],
    aligned: [
      whole.slice(0, digitsIn(bytes.length)),
      second.slice(0, digitsIn(bytes.length + 1) - 2),
      third.slice(0, digitsIn(bytes.length + 2) - 3),
      second,
      third,
      unpadded(second),
      unpadded(third),
    ],
  };
}

/** How many digits of six bits so many bytes fill. */
function digitsIn(bytes: number): number {
  return Math.floor((bytes * 8) / 6);
}

/** The same characters as URLs and JWTs have them. */
export function urlSafe(base64: string): string {
  return base64.includes("+") || base64.includes("/")
    ? base64.replaceAll("+", "-").replaceAll("/", "_")
    : base64;
}

function unpadded(base64: string): string {
  return base64.endsWith("=") ? base64.slice(0, base64.indexOf("=")) : base64;
}
