import { ScanError } from "@confide/scan";

import { CouldNotLook } from "../could-not-look.ts";

/** What can't be scanned at all, as a command says it. */
export async function lookedOrNot<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    const { code, message, fix } = error;
    throw new CouldNotLook({ code, message, fix });
  }
}
