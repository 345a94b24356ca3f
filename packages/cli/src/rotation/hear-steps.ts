import { subscribe, unsubscribe } from "node:diagnostics_channel";

import type { RotateEvent } from "@confide/core/adapter";

/** Calls for each step of one secret's rotation, as it ends. Returns an undo. */
export function hearSteps(
  { store, name }: { readonly store: { readonly name: string }; readonly name: string },
  hear: (event: RotateEvent) => void,
): () => void {
  const take = (message: unknown) => {
    const event = message as RotateEvent;
    if (event.ref === name && event.store === store.name) hear(event);
  };
  subscribe("confide:rotate", take);
  return () => void unsubscribe("confide:rotate", take);
}
