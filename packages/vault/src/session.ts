import { SourceError } from "@confide/core/adapter";

import type { Login } from "./auth.ts";
import type { Bounds } from "./bounds.ts";
import type { Caller } from "./client.ts";
import { lease, type TokenLease } from "./reply.ts";
import { singleFlight } from "./single-flight.ts";

/** Calls with a token that is renewed before it ends, and replaced when it has ended. */
export interface Session {
  readonly call: Caller;
  /** When the token should be used again at the latest, to stay alive. */
  readonly renewAtMs: number;
  /** Renews the token if it is time. */
  touch(context: Bounds): Promise<void>;
  /** Gives back a token that this session has got itself; what was leased with it ends too. */
  end(): Promise<void>;
}

interface HeldToken extends TokenLease {
  readonly sinceMs: number;
}

export function session(call: Caller, auth: Login | undefined): Session {
  const logins = singleFlight<HeldToken>();
  let held: HeldToken | undefined;

  async function token(context: Bounds): Promise<string | undefined> {
    if (!auth) return undefined; // an injected client has its own
    if (held && Date.now() < renewalOf(held) && !hasEnded(held)) return held.token;
    held = await logins.run(async () => renewOrLogIn(auth, context), context.signal);
    return held.token;
  }

  async function renewOrLogIn(by: Login, context: Bounds): Promise<HeldToken> {
    const sinceMs = Date.now();
    const renewed = held && !hasEnded(held) ? await renew(held, context).catch(() => undefined) : undefined;
    return { ...(renewed ?? (await by.login(call, context))), sinceMs };
  }

  async function renew({ token: now }: HeldToken, context: Bounds): Promise<TokenLease> {
    const path = "auth/token/renew-self";
    return lease(await call({ method: "POST", path, token: now, body: {}, context }), path);
  }

  return {
    get renewAtMs() {
      return held ? renewalOf(held) : Infinity;
    },
    async call(request) {
      const used = await token(request.context);
      try {
        return await call({ ...request, token: used });
      } catch (error) {
        if (!auth?.repeatable || !isBadToken(error)) throw error;
        // Revoked, or ended sooner than it said. One new login, as for a token that was known to have ended.
        if (held?.token === used) held = undefined;
        return call({ ...request, token: await token(request.context) });
      }
    },
    async touch(context) {
      await token(context).catch(() => {}); // the next call will tell
    },
    async end() {
      const last = held;
      held = undefined;
      if (!last || !auth?.repeatable || hasEnded(last)) return;
      const path = "auth/token/revoke-self";
      await call({ method: "POST", path, token: last.token, body: {}, context: ownBounds() });
    },
  };
}

function hasEnded({ durationMs, sinceMs }: HeldToken): boolean {
  return durationMs > 0 && Date.now() >= sinceMs + durationMs;
}

/** After two thirds of its time: early enough for a second try. */
function renewalOf({ durationMs, renewable, sinceMs }: HeldToken): number {
  return durationMs > 0 && renewable ? sinceMs + (durationMs * 2) / 3 : Infinity;
}

function isBadToken(error: unknown): boolean {
  return error instanceof SourceError && error.reason === "unauthenticated";
}

const OWN_CALL_MS = 5_000;

/** For calls that nobody waits for, or that close. */
export function ownBounds(): Bounds {
  return { signal: AbortSignal.timeout(OWN_CALL_MS), deadlineMs: Date.now() + OWN_CALL_MS };
}
