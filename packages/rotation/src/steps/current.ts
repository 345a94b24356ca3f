import { SourceError } from "@confide/core/adapter";

import type { IssuerValue } from "../issuers/issuer.ts";
import type { RotationState } from "../state/rotation-state.ts";
import { handleOf } from "./handle.ts";
import type { Operation } from "./operation.ts";

/** The current value, read when it is needed and at most once, and what it is called. */
export function currentOf(
  { current, notes }: Pick<RotationState, "current" | "notes">,
  { calls, name, store, issuer }: Operation,
) {
  const noted = notes.find(({ to }) => to === current)?.newHandle;
  let reading: Promise<IssuerValue> | undefined;
  const value = async (): Promise<IssuerValue> => (reading ??= read());
  const handle = async () => noted ?? (issuer.handleOf && handleOf(issuer, await value()));

  async function read(): Promise<IssuerValue> {
    const found = await calls.read(current);
    if (found) return found;
    const message = `${name} has no current version that can be read`;
    throw new SourceError({ reason: "conflict", message, store: store.name, ref: name });
  }

  return { value, handle, handleIfKnown: async () => noted ?? (reading && handle()) };
}
