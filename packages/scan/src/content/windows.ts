import type { FoundSecret, SecretFinder } from "@confide/redact";

import { findDeep } from "./encoded-runs.ts";
import type { Hit, Place } from "./place.ts";

/** Most contents are small: to look through many at once costs as much as to look through one of that size. */
const SIZE = 4 * 1024 * 1024;
/** No encoding reads over it, and no value has it. */
const SEPARATOR = Buffer.from("\n\0\0\n");
/** At the beginning of a window that goes on with a content an escape may be cut, and what it says be misread. */
const CUT = 64;
const LINE_FEED = 10;

interface Entry {
  readonly place: Place;
  /** In the window. */
  readonly start: number;
  end: number;
  /** Of a content that began in an earlier window: its lines before this one, and the bytes of the last of them. */
  readonly lines: number;
  readonly inLine: number;
  /** In the window: what ends before it has been reported. */
  readonly reportedTo: number;
  readonly isContinued: boolean;
}

/** How a text that was found is kept, in place of itself. */
export type Fingerprint = (written: Uint8Array) => string;

/** Contents one after the other, looked through in windows. Those that are longer than one overlap by the finder's reach. */
export class Windows {
  readonly #finder: SecretFinder;
  readonly #onHit: (hit: Hit) => void;
  readonly #fingerprint: Fingerprint | undefined;
  readonly #overlap: number;
  readonly #buffer: Buffer;
  #length = 0;
  #entries: Entry[] = [];
  #open: Entry | undefined;

  constructor(finder: SecretFinder, onHit: (hit: Hit) => void, fingerprint?: Fingerprint) {
    this.#finder = finder;
    this.#onHit = onHit;
    this.#fingerprint = fingerprint;
    this.#overlap = Math.min(finder.reach + CUT, SIZE);
    this.#buffer = Buffer.allocUnsafe(SIZE + 2 * this.#overlap + SEPARATOR.length);
  }

  get #room(): number {
    return this.#buffer.length - SEPARATOR.length - this.#length;
  }

  /** A whole content. It is copied. */
  add(place: Place, bytes: Uint8Array): void {
    if (bytes.length > this.#room && this.#length > 0) this.flush();
    this.begin(place);
    this.write(bytes);
    this.end();
  }

  /** Begins a content in pieces. */
  begin(place: Place): void {
    const start = this.#length;
    this.#open = { place, start, end: start, lines: 0, inLine: 0, reportedTo: 0, isContinued: false };
    this.#entries.push(this.#open);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#room === 0) this.flush();
      const piece = bytes.subarray(at, at + this.#room);
      this.#buffer.set(piece, this.#length);
      this.#length += piece.length;
      at += piece.length;
      if (this.#open) this.#open.end = this.#length;
    }
  }

  end(): void {
    this.#open = undefined;
    this.#buffer.set(SEPARATOR, this.#length);
    this.#length += SEPARATOR.length;
    if (this.#room <= 0) this.flush();
  }

  /** Looks through all that is there. A content that goes on is kept as far as a match may go on. */
  flush(): void {
    const window = this.#buffer.subarray(0, this.#length);
    const entries = new Cursor(this.#entries, window);
    let last: FoundSecret | undefined;
    for (const found of findDeep(this.#finder, window)) {
      const entry = entries.at(found.start);
      if (entry === undefined || isKnownAlready(entry, found)) continue;
      last = found;
      this.#report(found, entry, entries, window);
    }
    this.#carryOn(entries, last?.end ?? 0);
  }

  #report({ start, end, name, known, form }: FoundSecret, { place }: Entry, entries: Cursor, window: Buffer) {
    const fingerprint = known ? undefined : this.#fingerprint?.(window.subarray(start, end));
    this.#onHit({ place, name, known, form, ...entries.positionOf(start), fingerprint });
  }

  #carryOn(entries: Cursor, reportedTo: number): void {
    const open = this.#open;
    const kept = open ? Math.max(open.start, this.#length - this.#overlap) : this.#length;
    const before = open && entries.countTo(open, kept);
    this.#buffer.copyWithin(0, kept, this.#length);
    this.#length -= kept;
    this.#entries = [];
    this.#open = undefined;
    if (!open || !before) return;
    this.#open = {
      place: open.place,
      start: 0,
      end: this.#length,
      ...before,
      reportedTo: Math.max(0, reportedTo - kept),
      isContinued: open.isContinued || kept > open.start,
    };
    this.#entries.push(this.#open);
  }
}

function isKnownAlready({ start, isContinued, reportedTo }: Entry, found: FoundSecret): boolean {
  return isContinued && (found.start < start + CUT || found.end <= reportedTo);
}

/** Where in its content a place of the window is. Asked from the left to the right. */
class Cursor {
  readonly #entries: readonly Entry[];
  readonly #window: Buffer;
  #index = 0;
  /** Counted so far in the entry. */
  #at = 0;
  #lines = 0;
  #lineStart = 0;

  constructor(entries: readonly Entry[], window: Buffer) {
    this.#entries = entries;
    this.#window = window;
    this.#enter(0);
  }

  #enter(index: number): void {
    this.#index = index;
    const { start = 0, lines = 0, inLine = 0 } = this.#entries[index] ?? {};
    this.#at = start;
    this.#lines = lines;
    this.#lineStart = start - inLine;
  }

  /** The entry that has the place; none has what is between two. */
  at(place: number): Entry | undefined {
    const entries = this.#entries;
    let index = this.#index;
    while (index + 1 < entries.length && (entries[index + 1]?.start ?? 0) <= place) index++;
    if (index !== this.#index) this.#enter(index);
    const entry = entries[index];
    return entry && place < entry.end ? entry : undefined;
  }

  positionOf(place: number): { readonly line: number; readonly column: number } {
    this.#count(place);
    const from = Math.max(this.#lineStart, this.#entries[this.#index]?.start ?? 0);
    const unseen = from - this.#lineStart;
    const column = unseen + this.#window.toString("utf8", from, place).length + 1;
    return { line: this.#lines + 1, column };
  }

  /** The lines of an entry before a place, and how much of the last of them is before it. */
  countTo(entry: Entry, place: number): { readonly lines: number; readonly inLine: number } {
    const index = this.#entries.indexOf(entry);
    if (index !== this.#index) this.#enter(index);
    this.#count(place);
    return { lines: this.#lines, inLine: place - this.#lineStart };
  }

  #count(to: number): void {
    const window = this.#window;
    for (let end = window.indexOf(LINE_FEED, this.#at); end >= 0 && end < to;) {
      this.#lines++;
      this.#lineStart = end + 1;
      end = window.indexOf(LINE_FEED, end + 1);
    }
    this.#at = Math.max(this.#at, to);
  }
}
