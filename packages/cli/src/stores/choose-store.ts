import type { nearest as Nearest } from "@confide/core/adapter";

import { CouldNotLook } from "../could-not-look.ts";
import type { NamedStore } from "./stores-of.ts";

/**
 * The store that is meant: the only one, or the one of that name.
 *
 * @param given `--store`. It isn't quoted.
 * @throws CouldNotLook with the names that there are.
 */
export function chooseStore(
  stores: readonly NamedStore[],
  given: string | undefined,
  nearest: typeof Nearest,
): NamedStore {
  if (stores.length === 0) throw noStore();
  const fits = given === undefined ? stores : named(stores, given);
  if (fits.length === 0) throw unknownStore(stores, given ?? "", nearest);
  const [only] = fits;
  if (fits.length > 1 || only === undefined) throw severalStores(fits);
  return only;
}

/** By the source's name, else by the store's kind. */
function named(stores: readonly NamedStore[], given: string): readonly NamedStore[] {
  const exact = stores.filter(({ names }) => names.includes(given));
  return exact.length > 0 ? exact : stores.filter(({ store }) => store.name === given);
}

function noStore(): CouldNotLook {
  return new CouldNotLook({
    code: "no-store",
    message: "The definition has no store",
    fix: "add fromStore(…) to its sources",
  });
}

function unknownStore(stores: readonly NamedStore[], given: string, nearest: typeof Nearest): CouldNotLook {
  const names = namesOf(stores);
  const meant = nearest(given, names);
  return new CouldNotLook({
    code: "unknown-store",
    message: "The definition has no store of that name",
    fix: meant === undefined ? `it has ${names.join(", ")}` : `did you mean ${meant}?`,
  });
}

/** A name that two stores have can't tell them apart. */
export function severalStores(fits: readonly NamedStore[]): CouldNotLook {
  const names = namesOf(fits);
  const isTold = new Set(names).size === fits.length;
  return new CouldNotLook({
    code: "several-stores",
    message: `The definition has ${fits.length} stores: ${names.join(", ")}`,
    fix: isTold
      ? "say which one with --store NAME"
      : "give each a name of its own: fromStore(store, { name })",
  });
}

function namesOf(stores: readonly NamedStore[]): readonly string[] {
  return stores.map(({ name }) => name);
}
