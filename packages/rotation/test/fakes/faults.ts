/** What goes wrong with one call of a vendor's client. */
export interface Fault {
  /** `never`: what was asked for happens, and no answer comes. */
  readonly when: "before" | "after" | "never";
  readonly error?: Error;
}

/** The calls of a vendor's client, in their order, each of which can be made to fail. */
export class Faults {
  readonly calls: string[] = [];
  /** @param index counts from 1 */
  plan: (index: number, call: string) => Fault | undefined = () => undefined;

  async pass<T>(call: string, effect: () => T | Promise<T>): Promise<T> {
    const { when, error = new Error("no error was planned") } = this.plan(this.calls.push(call), call) ?? {};
    if (when === "before") throw error;
    const result = await effect();
    if (when === "after") throw error;
    return when === "never" ? new Promise<never>(() => {}) : result;
  }

  clear(): void {
    this.plan = () => undefined;
    this.calls.length = 0;
  }
}
