/** What `start` brings, or what `gaveUp` gives if the signal is aborted before; also where nobody looks at the signal. */
export function untilAborted<T>(signal: AbortSignal, start: () => Promise<T>, gaveUp: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(gaveUp());
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
    start()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", end));
  });
}
