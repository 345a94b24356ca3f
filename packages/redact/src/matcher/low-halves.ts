/**
 * The low halves of a text's units, a stretch of it at a time. Bytes are read several times as fast as a text's units, and tell
 * where nothing is to be found; where something may be, the text itself is asked.
 */
class LowHalves {
  readonly bytes = Buffer.alloc(STRETCH + 1);
  readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  /** Where in the text the stretch begins and ends. */
  start = 0;
  end = 0;
  #text = "";

  /** Copies the stretch that begins at `at`, unless so many units from there are copied already. */
  moveTo(text: string, at: number, count: number): void {
    if (text === this.#text && at >= this.start && at + count <= this.end) return;
    this.#text = text;
    this.start = at;
    this.end = at + this.bytes.write(text.slice(at, at + STRETCH), "latin1");
  }

  /** Keeps no text alive. */
  leave(): void {
    this.#text = "";
  }
}

const STRETCH = 16_384;

/** One for all: the second matcher of a text finds it copied. */
export const lowHalves: LowHalves = new LowHalves();
