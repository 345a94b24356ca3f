/** Bytes as a text of a character each, so that broken UTF-8 and halves of characters come out as they went in. */
export function binaryOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** A text's UTF-8 in that form. */
export function binary(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export function bytesOf(binaryText: string): Uint8Array {
  return new Uint8Array(Buffer.from(binaryText, "latin1"));
}
