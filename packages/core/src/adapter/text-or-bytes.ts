/** For a vendor that keeps bytes and doesn't know what they are: a string if they are UTF-8, otherwise a copy of them. */
export function textOrBytes(data: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return Uint8Array.from(data);
  }
}
