import { type CallContext, StoreError } from "@confide/core";

import { apiPath } from "./path.ts";
import { unwrapped } from "./reply.ts";
import type { Session } from "./session.ts";

export type KvVersion = 1 | 2;

/** The secrets engine that names are of. */
export interface Mount {
  readonly path: string;
  version(context: CallContext): Promise<KvVersion>;
}

/**
 * Asks once which version the engine is, by the call that Vault's own command line uses: it needs no permission but
 * one on anything in that mount.
 */
export function mount(path: string, given: KvVersion | undefined, { call }: Session): Mount {
  let found: Promise<KvVersion> | undefined;

  async function ask(context: CallContext): Promise<KvVersion> {
    const asked = `sys/internal/ui/mounts/${apiPath(path)}`;
    const options: unknown = unwrapped(await call({ path: asked, context }), asked)["options"];
    return Reflect.get(Object(options), "version") === "2" ? 2 : 1;
  }

  return {
    path,
    async version(context) {
      if (given !== undefined) return given;
      found ??= ask(context);
      found.catch(() => (found = undefined));
      try {
        return await found;
      } catch (error) {
        // Hidden from this token: what it may read will be told by the read itself.
        if (error instanceof StoreError && ["denied", "unauthenticated", "not-found"].includes(error.reason))
          return 2;
        throw error;
      }
    },
  };
}
