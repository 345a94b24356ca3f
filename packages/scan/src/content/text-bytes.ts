import { isUtf8 } from "node:buffer";

/** Whether bytes are a text in UTF-8, of which the last character may be cut. */
export function isText(first: Buffer): boolean {
  const isCut = (bytes: number) => isUtf8(first.subarray(0, first.length - bytes));
  return first.every((byte) => byte >= 0x7f || isTextUnit(byte)) && [0, 1, 2, 3].some(isCut);
}

/** Of ASCII. */
export function isTextUnit(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13);
}
