/** A limit, or a leak that is not closed yet, and why. An entry of which nothing shows any more has to go. */
export interface OpenLeak {
  readonly target: string;
  /** All of them, if left out. */
  readonly failures?: readonly string[];
  readonly why: string;
}

const openLeaks: readonly OpenLeak[] = [
  {
    target: "a redactor of a Secret with its value as its name",
    why: "a limit: the program chooses the name, which is there to be printed; redaction gives way where all of a value stands in it",
  },
  {
    target: "a redacted error",
    failures: ["the error of JSON.parse"],
    why: "a limit: JSON.parse quotes a piece of the value, and a redactor finds whole values",
  },
  {
    target: "a redacted error",
    failures: ["a class's name"],
    why: "a limit: a copy is of the same class, whose name is part of somebody's code",
  },
];

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
