import type { ScanReport } from "@confide/scan";

import type { Output } from "../terminal.ts";
import { grouped } from "../text/counted.ts";

/** So often a line that is written anew can be read. */
const EVERY_MS = 100;

/** One line on a terminal that says how far a long look is. */
export class ProgressLine implements Disposable {
  readonly #output: Output;
  #shownMs = 0;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  readonly show = ({ contents, bytes }: ScanReport["looked"]): void => {
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    this.#isShown = true;
    this.#output.write(`\r\u001B[K${grouped(contents)} looked through, ${megabytes(bytes)}`);
  };

  [Symbol.dispose](): void {
    if (this.#isShown) this.#output.write("\r\u001B[K");
  }
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
