/** An answer's own date is as good as this. */
const MOST_MS = 4 * 60_000;

interface Dated {
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * How far AWS's time, as a refusal dates itself, is ahead of this machine's: 0 where they agree. AWS refuses a signature
 * that is five minutes off.
 */
export function clockSkewMs({ $response }: Dated, nowMs: number = Date.now()): number {
  const toldMs = Date.parse($response?.headers?.["date"] ?? "");
  const skewMs = toldMs - nowMs;
  return Math.abs(skewMs) > MOST_MS ? skewMs : 0;
}
