import { type CallContext, SourceError } from "@confide/core/adapter";

import { apiPath, checkMount } from "./names.ts";
import { unwrapped } from "./reply.ts";
import { failure } from "./errors.ts";
import type { Session } from "./session.ts";
import { singleFlight } from "./single-flight.ts";

export type KvVersion = 1 | 2;

/** The secrets engine that names are of. */
export interface Mount {
  readonly path: string;
  version(context: CallContext): Promise<KvVersion>;
  /** Says so where the engine is of another version than the one that was given: every secret would be missing there. */
  confirm(context: CallContext): Promise<void>;
}

/**
 * Asks once which version the engine is, by the call that Vault's own command line uses: it needs no permission but
 * one on anything in that mount.
 */
export function mount(path: string, given: KvVersion | undefined, { call }: Session): Mount {
  const asking = singleFlight<KvVersion>();
  let found = given;
  let isConfirmed = given === undefined;

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
        if (isUnseen(error)) return 2;
        throw error;
      }
    },
    async confirm(context) {
      if (isConfirmed) return;
      try {
        const is = await asking.run(async () => ask(context), context.signal);
        if (is !== given)
          throw failure("invalid-ref", `the engine at ${path} is KV v${is}: leave kvVersion out`);
      } catch (error) {
        if (!isUnseen(error)) throw error;
      }
      isConfirmed = true;
    },
  };
}

/** By this token. */
function isUnseen(error: unknown): boolean {
  return error instanceof SourceError && (error.reason === "denied" || error.reason === "not-found");
}
