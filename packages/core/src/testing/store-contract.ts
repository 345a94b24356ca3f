import { knownOptions } from "../util/known-options.ts";
import type { Runner } from "./source-contract.ts";
import { failureCases } from "./store-contract-failures.ts";
import { readingCases } from "./store-contract-reads.ts";
import { refreshCases, troubledLike } from "./store-contract-refreshes.ts";
import { refusalCases } from "./store-contract-refusals.ts";
import { writingCases } from "./store-contract-writes.ts";
import type { Case, StoreFixture } from "./store-fixture.ts";

export interface StoreContract {
  /** In the tests' titles. */
  readonly name: string;
  /** Called once a case. Names are of letters, digits and hyphens, which every store takes. */
  readonly create: () => Promise<StoreFixture>;
  /**
   * Cases that this store can't have, each with the reason, which is printed.
   *
   * @default {}
   */
  readonly without?: Readonly<Partial<Record<CaseName, string>>>;
}

export type CaseName = keyof typeof cases;

/**
 * The rules that every store keeps, as tests. Failures count as much as success: a store is troubled in each way that
 * vendors know, and must say so in one vocabulary, in time, and without a value.
 *
 * @example
 * ```ts no-run="needs an etcd"
 * import { storeContract, type StoreFixture } from "@confide/core/testing";
 * import { describe, test } from "vitest";
 *
 * declare function emptyEtcd(): Promise<StoreFixture>;
 *
 * storeContract({ describe, test }, { name: "etcd", create: emptyEtcd });
 * ```
 */
export function storeContract({ describe, test }: Runner, options: StoreContract): void {
  knownOptions("storeContract()", options, { name: true, create: true, without: true });
  const { name, create, without = {} } = options;
  describe(`${name} keeps the contract of a store`, () => {
    for (const [title, body] of Object.entries<Case>(cases)) {
      const reason = without[title as CaseName] ?? without[troubledLike[title] as CaseName];
      if (reason !== undefined) {
        process.stdout.write(`${name}: "${title}" is left out: ${reason}\n`);
        continue;
      }
      test(title, async () => {
        const fixture = await create();
        try {
          await body(fixture);
        } finally {
          await fixture.close?.();
          await fixture.store.close?.();
        }
      });
    }
  });
}

const cases = { ...readingCases, ...failureCases, ...writingCases, ...refusalCases, ...refreshCases };
