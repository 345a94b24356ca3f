/** A leak that is known and not closed yet. An entry of which nothing shows any more has to go. */
export interface OpenLeak {
  readonly target: string;
  /** All of them, if left out. */
  readonly failures?: readonly string[];
  readonly why: string;
}

// What throws again when somebody looks at it.
const hostile = ["getters that throw", "a proxy that throws"];
const caughtRaw = "what the caller's code throws is caught nowhere, and goes on with its message and cause";
const cleaned = "cleaning the error throws what the error's getter or trap throws";

const openLeaks: readonly OpenLeak[] = [
  { target: "a store's policy", why: `policiesOf: ${caughtRaw}` },
  { target: "a schema's default", why: `making the plan: ${caughtRaw}` },
  { target: "a schema's lazy schema", why: `making the plan: ${caughtRaw}` },
  ...["listCreated", "handleOf", "lock", "held lock"].map((step) => ({
    target: `rotation's ${step}`,
    why: `rotate: ${caughtRaw}`,
  })),
  ...["read", "describe", "put", "promote", "annotate", "retire"].map((call) => ({
    target: `rotation's store at ${call}`,
    why: `calls of a store that throws what is no SourceError: ${caughtRaw}`,
  })),
  { target: "the clock of the store", why: `askTime: ${caughtRaw}` },
  ...["create", "apply", "test", "revoke", "notice", "confirmation"].map((step) => ({
    target: `rotation's ${step}`,
    failures: hostile,
    why: `RotationError: ${cleaned}`,
  })),
  ...[
    "a source",
    "a source, optional",
    "a source's place",
    "a source's answers",
    "a store",
    "a store, cached",
  ].map((target) => ({ target, failures: hostile, why: `asError: ${cleaned}` })),
  ...["transform", "refinement", "preprocess", "an error function", "catch"].map((part) => ({
    target: `a schema's ${part}`,
    failures: hostile,
    why: `validate: ${cleaned}`,
  })),
  ...["a store's outcome", "a store, read alone", "a store that is watched"].map((target) => ({
    target,
    failures: hostile,
    why: `asError: ${cleaned}`,
  })),
  {
    target: "a redacted error",
    failures: [...hostile, "a DOMException"],
    why: "a copy keeps the getters of what was thrown, and those of a DOMException don't work on a copy",
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
