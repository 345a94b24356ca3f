/**
 * Opens something once, on the first call, and hands the same to every later one. After a failure the next call tries again.
 *
 * @example
 * ```ts
 * import { onUse } from "@confide/core/adapter";
 *
 * const client = onUse(async () => ({ close: () => console.log("closed") }));
 * await client.get(); // opens it
 * (await client.reset())?.close();
 * ```
 */
export function onUse<T>(open: () => Promise<T>): OnUse<T> {
  let opening: Promise<T> | undefined;
  return {
    async get() {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    async reset() {
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      return opened;
    },
  };
}

export interface OnUse<T> {
  readonly get: () => Promise<T>;
  /** Forgets what was opened, and returns it to be closed. `undefined` where nothing is open. */
  readonly reset: () => Promise<T | undefined>;
}
