import type { Source } from "../source.ts";
import type { SecretStore } from "../store.ts";

type Reroute = (wrap: (store: SecretStore) => SecretStore) => Source;

/**
 * How to make a source anew that reads of another store. By the source itself: a copy with a `read` of its own must not
 * inherit it, or that `read` would be lost.
 */
const reroutes = new WeakMap<Source, Reroute>();

export function reroutable<S extends Source>(source: S, reroute: Reroute): S {
  reroutes.set(source, reroute);
  return source;
}

/** The same source over `wrap(store)`; the very source where it reads of no store. */
export function rerouted(source: Source, wrap: (store: SecretStore) => SecretStore): Source {
  return reroutes.get(source)?.(wrap) ?? source;
}
