import { type CallContext, SourceError } from "@confide/core/adapter";

import { apiPath, checkMount } from "./names.ts";
import { unwrapped } from "./reply.ts";
import type { Session } from "./session.ts";
import { singleFlight } from "./single-flight.ts";

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
  const asking = singleFlight<KvVersion>();
  let found = given;

  async function ask(context: CallContext): Promise<KvVersion> {
    const asked = `sys/internal/ui/mounts/${apiPath(path)}`;
    const options: unknown = unwrapped(await call({ path: asked, context }), asked)["options"];
    return Reflect.get(Object(options), "version") === "2" ? 2 : 1;
  }

  return {
    path,
    async version(context) {
      checkMount(path);
      if (found !== undefined) return found;
      try {
        return (found = await asking.run(async () => ask(context), context.signal));
      } catch (error) {
        // This token can't see the mount: the read itself will report whether it is allowed.
        if (error instanceof SourceError && (error.reason === "denied" || error.reason === "not-found"))
          return 2;
        throw error;
      }
    },
  };
}
