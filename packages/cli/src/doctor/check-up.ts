import type { Finding, NextStep } from "../finding.ts";

/** One thing that `doctor` looked at. */
export interface LookedAt {
  readonly area: "node" | "typescript" | "packages" | "hooks" | "scanners" | "stores" | "definition";
  readonly name: string;
  /** In words: a version, a path, how a store is signed in to. */
  readonly found: string;
}

/** What a part of the check-up came to. */
export interface CheckUp {
  readonly looks: readonly LookedAt[];
  readonly problems?: readonly Finding[];
  readonly warnings?: readonly Finding[];
  readonly next?: readonly NextStep[];
}
