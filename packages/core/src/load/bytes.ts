import type { ValueType } from "../model/setting.ts";

export function acceptsBytes(kind: ValueType): boolean {
  if (kind.type === "nullable" || kind.type === "lenient") return acceptsBytes(kind.of);
  return kind.type === "bytes" || kind.type === "raw";
}

/** `undefined` for bytes that are not UTF-8. */
export function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
