import type { ValueType } from "../model/setting.ts";
import { bareType } from "../model/value-forms.ts";

export function acceptsBytes(valueType: ValueType): boolean {
  const { type } = bareType(valueType);
  return type === "bytes" || type === "raw";
}

/** As the class that the schema asks for. */
export function asClass(valueType: ValueType, bytes: Uint8Array): Uint8Array {
  const bare = bareType(valueType);
  return bare.type === "bytes" ? (bare.made?.(bytes) ?? bytes) : bytes;
}

/** `undefined` for bytes that are not UTF-8. */
export function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
