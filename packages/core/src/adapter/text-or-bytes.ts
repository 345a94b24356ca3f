/**
 * For a vendor that keeps bytes and doesn't know what they are: a string if they are UTF-8, otherwise a copy of them.
 *
 * @example
 * ```ts
 * import { textOrBytes } from "@confide/core/adapter";
 *
 * console.log(textOrBytes(Uint8Array.of(104, 105))); // hi
 * console.log(textOrBytes(Uint8Array.of(255))); // Uint8Array(1) [ 255 ]
 * ```
 */
export function textOrBytes(data: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return Uint8Array.from(data);
  }
}
