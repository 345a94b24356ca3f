const FORCED_READ_GAP_MS = 1_000;

/** What somebody has said against a record: that its secret has another version by now. */
export class Invalidations {
  /** From when on a read has to ask the store; `Infinity`: nobody doubts what is held. */
  askFromMs = Infinity;
  /** A call that began before a doubt may bring what that was about. */
  #count = 0;
  /** How many there were when the last call began, and when the first that came later has to be asked about. */
  #begun = 0;
  #laterFromMs = Infinity;
  #version: string | undefined;
  #forcedAtMs = -Infinity;

  /** How many there were when a call began. */
  begin(nowMs: number): number {
    if (nowMs >= this.askFromMs) this.#forcedAtMs = nowMs;
    [this.#begun, this.#laterFromMs] = [this.#count, Infinity];
    return this.#count;
  }

  /** The next read asks, but no two that are forced begin within a second. */
  raise(nowMs: number, version: string | undefined): void {
    this.raiseAt(isBetween(nowMs, this.#forcedAtMs, this.nextForcedMs) ? this.nextForcedMs : nowMs, version);
  }

  raiseAt(atMs: number, version: string | undefined): void {
    this.#count++;
    // Where several are open, only an answer to a call that began after them is one to all.
    this.#version = this.askFromMs === Infinity || this.#version === version ? version : undefined;
    this.askFromMs = Math.min(this.askFromMs, atMs);
    this.#laterFromMs = Math.min(this.#laterFromMs, atMs);
  }

  get nextForcedMs(): number {
    return this.#forcedAtMs + FORCED_READ_GAP_MS;
  }

  /**
   * An answer came. To a call that began after them all, or with another version than the one that is doubted, it is one to
   * all; else to those before the call, and the later ones keep their own time.
   */
  settle(begun: number, version: string | undefined): void {
    const isOther = version !== undefined && this.#version !== undefined && this.#version !== version;
    if (begun === this.#count || isOther) this.askFromMs = Infinity;
    else if (begun === this.#begun) this.askFromMs = this.#laterFromMs;
  }

  /** Whether a call has begun before a doubt, which its answer did not settle. */
  outdates(begun: number, nowMs: number): boolean {
    return begun !== this.#count && nowMs >= this.askFromMs;
  }
}

/** Also from below: a clock that was set back must not make anything last. */
export function isBetween(nowMs: number, fromMs: number, untilMs: number): boolean {
  return nowMs >= fromMs && nowMs < untilMs;
}
