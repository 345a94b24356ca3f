/** A list of listeners. One that throws keeps nothing from the others, nor from the caller that caused the event. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #all = new Set<(...args: Args) => void>();

  /** Returns an undo. The same function, added twice, is called twice. */
  add(listener: (...args: Args) => void): () => void {
    const own = (...args: Args) => listener(...args);
    this.#all.add(own);
    return () => void this.#all.delete(own);
  }

  tell(...args: Args): void {
    for (const listener of this.#all) call(listener, ...args);
  }
}

/**
 * What it throws becomes an uncaught error, as from an event target's listener: nobody else would hear of it.
 *
 * @example
 * ```ts
 * import { callListener } from "@confide/core/adapter";
 *
 * const onChange = (version: string) => console.log(`now ${version}`);
 * callListener(onChange, "2");
 * ```
 */
export function call<Args extends readonly unknown[]>(
  listener: (...args: Args) => void,
  ...args: Args
): void {
  try {
    listener(...args);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
