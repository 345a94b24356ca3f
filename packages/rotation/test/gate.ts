/** Holds every effect of one process until it is let through, one by one. */
export class Gate {
  #waiting: (() => Promise<void>) | undefined;
  #isClosed = false;

  async pass<T>(effect: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return new Promise<never>(() => {});
    return new Promise<T>((resolve, reject) => {
      this.#waiting = async () => {
        try {
          const result = await effect();
          if (!this.#isClosed) resolve(result);
        } catch (error) {
          if (!this.#isClosed) reject(error instanceof Error ? error : new Error("no Error was thrown"));
        }
      };
    });
  }

  /** Lets what waits through; what follows from it has come to the gate, or to its end, before this resolves. @returns whether there was any */
  async open(): Promise<boolean> {
    const effect = this.#waiting;
    this.#waiting = undefined;
    await effect?.();
    await settle();
    return effect !== undefined;
  }

  /** The process dies: what waits happens no more, or nobody hears that it has. */
  async close(when: "before" | "after"): Promise<void> {
    this.#isClosed = true;
    if (when === "after") await this.#waiting?.();
    this.#waiting = undefined;
    await settle();
  }

  /** A conflict with others is no failure of the model; anything else is. */
  fail(error: unknown, ended: () => void): void {
    ended();
    const reason: unknown = Reflect.get(Object(error), "reason");
    if (reason !== "conflict" && !this.#isClosed) this.#failure = error;
  }

  #failure: unknown;

  get failure(): unknown {
    return this.#failure;
  }
}

/** Twice through the event loop, and past the short pause of whoever was too slow. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
