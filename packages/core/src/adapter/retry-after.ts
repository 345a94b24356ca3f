/**
 * The header `Retry-After`, in seconds or as a date, as milliseconds from now; `undefined` where it says no time.
 *
 * @example
 * ```ts
 * import { retryAfterMs } from "@confide/core/adapter";
 *
 * const headers = new Headers({ "retry-after": "2" });
 * console.log(retryAfterMs(headers.get("retry-after"))); // 2000
 * ```
 */
export function retryAfterMs(header: string | null | undefined): number | undefined {
  if (header === null || header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
