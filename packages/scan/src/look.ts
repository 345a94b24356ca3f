import type { SecretFinder } from "@confide/redact";

import { Contents, type Limits } from "./content/contents.ts";
import { Files } from "./content/files.ts";
import { findDeep } from "./content/encoded-runs.ts";
import type { Hit, Place } from "./content/place.ts";
import { Windows } from "./content/windows.ts";
import type { Finding, LeftOut, ScanReport, Unread } from "./finding.ts";

export interface LookOptions extends Limits {
  /** Given what was looked through so far. */
  readonly onProgress?: ((looked: ScanReport["looked"]) => void) | undefined;
  readonly fingerprintKey?: Uint8Array | undefined;
}

/** Where there are more, nobody reads them all. */
const MOST_HITS = 10_000;

/** One look: what it looks through, and what it found. */
export class Look {
  readonly finder: SecretFinder;
  readonly windows: Windows;
  readonly contents: Contents;
  readonly files: Files;
  /** Of a repository its top. */
  folder: string | undefined;
  readonly #onProgress: LookOptions["onProgress"];
  #hits: Hit[] = [];
  #more = 0;
  readonly #unread: Unread[] = [];
  readonly #leftOut: LeftOut[] = [];

  constructor(finder: SecretFinder, { onProgress, fingerprintKey, ...limits }: LookOptions) {
    this.finder = finder;
    this.#onProgress = onProgress;
    const fingerprint = fingerprintWith(fingerprintKey);
    const moreWindows = () => new Windows(finder, (hit) => this.#add(hit), fingerprint);
    this.windows = moreWindows();
    this.contents = new Contents({
      windows: this.windows,
      moreWindows,
      limits,
      onUnread: (place, why) => this.unread(pathOf(place), why),
    });
    this.files = new Files(this.contents);
  }

  #add(hit: Hit): void {
    if (this.#hits.length < MOST_HITS) this.#hits.push(hit);
    else this.#more++;
  }

  unread(path: string, why: Unread["why"]): void {
    this.#unread.push({ path: this.printable(path), why });
  }

  leftOut(path: string, why: LeftOut["why"]): void {
    this.#leftOut.push({ path: this.printable(path), why });
  }

  /** Names of files, as a folder or an index has them. */
  names(paths: readonly string[]): void {
    for (const path of paths) this.windows.add({ in: "file-name", path, inner: "" }, Buffer.from(path));
  }

  /** Between two contents. */
  progress(): void {
    this.#onProgress?.(this.#looked);
  }

  get #looked(): ScanReport["looked"] {
    return { contents: this.contents.count, bytes: this.contents.bytes };
  }

  /** All hits so far, which are the caller's from then on. */
  takeHits(): readonly Hit[] {
    this.windows.flush();
    const hits = this.#hits;
    this.#hits = [];
    return withoutRepeats(hits);
  }

  report(findings: readonly Finding[] = this.takeHits().map((hit) => this.findingOf(hit))): ScanReport {
    return {
      ...(this.folder !== undefined && { folder: this.folder }),
      findings: [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()],
      more: this.#more,
      unread: this.#unread,
      leftOut: this.#leftOut,
      looked: this.#looked,
    };
  }

  /** @param more What a history knows of it. */
  findingOf(hit: Hit, more: Partial<Finding> = {}): Finding {
    const { place, name, known, form, line, column, fingerprint } = hit;
    const isText = place.in === "content";
    return {
      setting: name,
      known,
      form,
      in: place.in,
      ...(place.in !== "commit" && { path: this.printable(pathOf(place)) }),
      ...(isText && { line, column }),
      ...(fingerprint !== undefined && { fingerprint }),
      ...more,
      ...(more.commit && { commit: { ...more.commit, author: this.printable(more.commit.author) } }),
    };
  }

  /** A path or an author's name may hold a value itself. */
  printable(text: string): string {
    const bytes = Buffer.from(text);
    let [printed, at] = ["", 0];
    for (const { start, end, name } of findDeep(this.finder, bytes)) {
      printed += `${bytes.toString("utf8", at, start)}[secret ${name}]`;
      at = Math.max(at, end);
    }
    return printed + bytes.toString("utf8", at);
  }
}

/** What is in an archive is found there, and where it isn't compressed in the bytes of each archive around it too. */
function withoutRepeats(hits: readonly Hit[]): readonly Hit[] {
  const byValue = Map.groupBy(hits, ({ name, place }) => JSON.stringify([name, place.path]));
  const isRepeat = ({ name, place }: Hit) =>
    byValue
      .get(JSON.stringify([name, place.path]))
      ?.some((other) => other.place.isPacked !== true || other.place.inner.startsWith(`${place.inner}!`));
  return hits.filter((hit) => hit.place.isPacked !== true || isRepeat(hit) !== true);
}

function pathOf({ path, inner }: Place): string {
  return path + inner;
}

function fingerprintWith(key: Uint8Array | undefined) {
  if (key === undefined) return undefined;
  // On use: most looks make none, and Node takes long to load it.
  const { createHmac } = process.getBuiltinModule("node:crypto");
  return (written: Uint8Array) => createHmac("sha256", key).update(written).digest("hex").slice(0, DIGITS);
}

/** Enough that no two are the same by chance, and too few to tell a guess at the text for sure. */
const DIGITS = 16;
