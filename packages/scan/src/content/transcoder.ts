/** UTF-16 as UTF-8. */
export class Transcoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(kind: "utf-16le" | "utf-16be") {
    this.#decoder = new TextDecoder(kind);
  }

  push(bytes: Uint8Array, stream = true): Buffer {
    return Buffer.from(this.#decoder.decode(bytes, { stream }));
  }
}

export function transcoded(bytes: Uint8Array, kind: "utf-16le" | "utf-16be"): Buffer {
  return new Transcoder(kind).push(bytes, false);
}
