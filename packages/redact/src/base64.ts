/**
 * What of base64 is the same wherever the bytes stand in a longer run of bytes: three alignments, without the characters
 * at either end that neighbours have a part in. The first is the bytes' own base64, without padding, if that is whole.
 */
export function base64Forms(bytes: Buffer): Base64Forms {
  const padded = Buffer.allocUnsafe(bytes.length + 2);
  padded[0] = padded[1] = 0;
  bytes.copy(padded, 2);
  const whole = bytes.toString("base64");
  const aligned = [
    whole.slice(0, digitsIn(bytes.length)),
    padded.toString("base64", 1).slice(2, digitsIn(bytes.length + 1)),
    padded.toString("base64", 0).slice(3, digitsIn(bytes.length + 2)),
  ];
  return { whole, aligned };
}

export interface Base64Forms {
  /** With padding. */
  readonly whole: string;
  readonly aligned: readonly string[];
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

export function unpadded(base64: string): string {
  return base64.endsWith("=") ? base64.slice(0, base64.indexOf("=")) : base64;
}
