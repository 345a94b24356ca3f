import type { Batch, ChainFile } from "./chain-file.ts";

/** Where they go. */
type Sink = Pick<ChainFile, "path" | "batch" | "write" | "writeSync" | "confirm">;

interface WriterListeners {
  readonly onHead: (head: string) => void;
  readonly onProblem: (problem: Error) => void;
}

const MOST_WAITING = 8 * 1_048_576;
const RETRY_MS = 1_000;

/**
 * Entries on their way to the disk: those that came while the disk was busy go out together. They wait in bounded
 * memory; those that don't fit are counted, and the count is an entry of its own.
 */
export class Writer {
  readonly #file: Sink;
  readonly #events: WriterListeners;
  readonly #waiting: string[] = [];
  #waitingSize = 0;
  #lost = 0;
  #batch: Batch | undefined;
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(file: Sink, events: WriterListeners) {
    this.#file = file;
    this.#events = events;
  }

  add(entry: string): void {
    if (this.#waitingSize + entry.length > MOST_WAITING) return this.#lose();
    this.#push(entry);
    if (!this.#failure) this.#start();
  }

  /** @throws Error where the disk refuses, after one more try. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#retry);
    await this.#writing;
    await this.#writeAll();
    if (!this.#failure) return;
    const entries = this.#waiting.length + (this.#batch?.count ?? 0) + this.#lost;
    throw new Error(`${this.#file.path} lacks its last entries (${entries})`, { cause: this.#failure });
  }

  /** At the end of a process. What is on its way is written once more: nobody will know whether it got there. */
  closeSync(): void {
    this.#isClosing = true;
    for (let batch = this.#next(); batch; batch = this.#next()) {
      this.#file.writeSync(batch);
      this.#confirm(batch);
    }
  }

  #start(): void {
    this.#writing ??= this.#writeAll();
  }

  #push(entry: string): void {
    this.#waiting.push(entry);
    this.#waitingSize += entry.length;
  }

  #lose(): void {
    this.#lost++;
    if (this.#lost === 1)
      this.#events.onProblem(new Error(`${this.#file.path} can't keep up: entries are lost`));
  }

  /** It never rejects: what goes wrong is reported, and tried again. */
  async #writeAll(): Promise<void> {
    try {
      for (let batch = this.#next(); batch; batch = this.#next()) {
        await this.#file.write(batch);
        this.#confirm(batch);
        this.#failure = undefined;
      }
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException);
    } finally {
      this.#writing = undefined;
    }
  }

  #next(): Batch | undefined {
    if (this.#batch) return this.#batch;
    if (this.#lost > 0) {
      const time = new Date().toISOString();
      this.#waiting.push(JSON.stringify({ event: "lost", time, entries: this.#lost }));
      this.#lost = 0;
    }
    if (this.#waiting.length === 0) return undefined;
    this.#batch = this.#file.batch(this.#waiting);
    const taken = this.#waiting.splice(0, this.#batch.count);
    for (const { length } of taken) this.#waitingSize -= length;
    return this.#batch;
  }

  #confirm(batch: Batch): void {
    if (batch !== this.#batch) return;
    this.#batch = undefined;
    this.#file.confirm(batch);
    this.#events.onHead(batch.last.hash);
  }

  #fail({ code, message }: NodeJS.ErrnoException): void {
    const isNew = this.#failure === undefined;
    this.#failure = new Error(`${this.#file.path} can't be written for now: ${code ?? message}`);
    if (!this.#isClosing) this.#retry = setTimeout(() => this.#start(), RETRY_MS).unref();
    if (isNew) this.#events.onProblem(this.#failure);
  }
}
