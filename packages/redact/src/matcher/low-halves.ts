/**
 * The low halves of a text's units, a stretch of it at a time. Bytes are read several times as fast as a text's units, and tell
 * where nothing is to be found; where something may be, the text itself is asked.
 */
class LowHalves {
  readonly #copy = Buffer.alloc(STRETCH + 1);
  readonly #viewOfCopy = viewOf(this.#copy);
  bytes: Uint8Array = this.#copy;
  view: DataView = this.#viewOfCopy;
  /** Where in the text the stretch begins and ends. */
  start = 0;
  end = 0;
  #text = "";

  /** Copies the stretch that begins at `at`, unless so many units from there are copied already. */
  moveTo(text: string, at: number, count: number): void {
    if (text === this.#text && at >= this.start && at + count <= this.end) return;
    this.#text = text;
    this.bytes = this.#copy;
    this.view = this.#viewOfCopy;
    this.start = at;
    this.end = at + this.#copy.write(text.slice(at, at + STRETCH), "latin1");
  }

  /** Takes the bytes that a text was made of, a unit of each, in place of a copy. Four are read at once: the last is copied. */
  enter(text: string, bytes: Uint8Array): void {
    this.#text = text;
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.start = 0;
    this.end = bytes.length - 1;
  }

  /** Keeps no text alive. */
  leave(): void {
    this.#text = "";
    this.bytes = this.#copy;
    this.view = this.#viewOfCopy;
  }
}

const STRETCH = 16_384;

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** One for all: the second matcher of a text finds it copied. */
export const lowHalves: LowHalves = new LowHalves();
