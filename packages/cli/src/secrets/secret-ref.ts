import type { SecretRef } from "@confide/core/adapter";

import { CouldNotLook, sourceFailed } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { severalStores } from "../stores/choose-store.ts";
import type { NamedStore } from "../stores/stores-of.ts";

/** `prod/stripe?version=2#apiKey` @throws CouldNotLook where it is none */
export function refOf(text: string, core: Core): SecretRef {
  try {
    return core.parseRef(text);
  } catch (error) {
    throw core.isSourceError(error) ? sourceFailed(error) : error;
  }
}

/** A ref that names a secret as a whole: what is done to it is done to all of it. */
export function secretName(text: string, core: Core): string {
  const { name, version, property } = refOf(text, core);
  if (version === undefined && property === undefined) return name;
  throw new CouldNotLook({
    code: "usage",
    message: "This command is about a secret as a whole, with all its versions and properties",
    fix: "leave out what begins with ? or #",
  });
}

/** A secret of a certain store, as the arguments of `copy` spell it: `STORE:REF`, or `REF` where there is one store. */
export interface PlacedRef {
  readonly at: NamedStore;
  readonly text: string;
}

/** Of names that begin alike the longest counts. A ref that begins with no store's name is of the only store. */
export function placedRef(text: string, stores: readonly NamedStore[]): PlacedRef {
  const fits = stores.flatMap((at) => {
    const names = [...new Set([...at.names, at.store.name])].filter((name) => text.startsWith(`${name}:`));
    return names.map((name) => ({ at, length: name.length, isOwn: at.names.includes(name) }));
  });
  const [best, other] = fits.toSorted((a, b) => b.length - a.length || Number(b.isOwn) - Number(a.isOwn));
  if (best && (best.length !== other?.length || (best.isOwn && !other.isOwn)))
    return { at: best.at, text: text.slice(best.length + 1) };
  const [only] = stores;
  if (only && stores.length === 1) return { at: only, text };
  throw unplaced(stores);
}

function unplaced(stores: readonly NamedStore[]): CouldNotLook {
  const { message, fix } = severalStores(stores);
  const isTold = fix?.includes("--store") === true;
  return new CouldNotLook({
    code: "several-stores",
    message,
    fix: isTold ? `say which one before the name: ${stores[0]?.name ?? "STORE"}:prod/stripe` : fix,
  });
}
