/** A leak that is known and not closed yet. An entry of which nothing shows any more has to go. */
export interface OpenLeak {
  readonly target: string;
  /** All of them, if left out. */
  readonly failures?: readonly string[];
  readonly why: string;
}

export const openLeaks: readonly OpenLeak[] = [];

const found = new Set<OpenLeak>();

export function openLeak(target: string, failure?: string): OpenLeak | undefined {
  return openLeaks.find(
    (leak) => leak.target === target && (failure === undefined || (leak.failures?.includes(failure) ?? true)),
  );
}

export function noteFound(leak: OpenLeak): void {
  found.add(leak);
}

/** The entries of which nothing showed. */
export function closedLeaks(): readonly OpenLeak[] {
  return openLeaks.filter((leak) => !found.has(leak));
}
