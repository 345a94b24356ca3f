import { type CallContext, StoreError } from "@confide/core";

import type { VaultAuth } from "./auth.ts";
import type { Call, Caller } from "./client.ts";
import { lease, type TokenLease } from "./reply.ts";

type Bounds = Pick<CallContext, "signal" | "deadlineMs">;

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

interface Held extends TokenLease {
  readonly sinceMs: number;
}

export function session(call: Caller, auth: VaultAuth | undefined): Session {
  let held: Promise<Held> | undefined;
  let known: Held | undefined;

  /** One login at a time, for all calls that wait for it. */
  function start(login: () => Promise<TokenLease>): Promise<Held> {
    const started = login().then((found) => (known = { ...found, sinceMs: Date.now() }));
    held = started;
    started.catch(() => held === started && (held = undefined));
    return started;
  }

  async function token(context: Bounds): Promise<string | undefined> {
    if (!auth) return undefined; // an injected client has its own
    const now = await shared(held, context);
    if (!now || hasEnded(now)) return (await start(async () => auth.login(call, context))).token;
    if (Date.now() < renewalOf(now)) return now.token;
    const renewed = start(async () => renew(now, context));
    return (await renewed.catch(async () => start(async () => auth.login(call, context)))).token;
  }

  async function renew(now: Held, context: Bounds): Promise<TokenLease> {
    const path = "auth/token/renew-self";
    return lease(await call({ method: "POST", path, token: now.token, body: {}, context }), path);
  }

  return {
    get renewAtMs() {
      return known ? renewalOf(known) : Infinity;
    },
    async call(request: Call) {
      const used = await token(request.context);
      try {
        return await call({ ...request, token: used });
      } catch (error) {
        if (!auth?.repeatable || !isBadToken(error)) throw error;
        // Revoked, or ended sooner than it said. One new login, as for a token that was known to have ended.
        if (known?.token === used) held = undefined;
        return call({ ...request, token: await token(request.context) });
      }
    },
    async touch(context) {
      await token(context).catch(() => {}); // the next call will tell
    },
    async end() {
      const context = ownBounds();
      const now = known;
      held = known = undefined;
      if (!now || !auth?.repeatable || hasEnded(now)) return;
      await call({ method: "POST", path: "auth/token/revoke-self", token: now.token, body: {}, context });
    },
  };
}

/** A login that failed is a failure of all who waited for it, unless it was another caller who lost patience. */
async function shared(held: Promise<Held> | undefined, { signal }: Bounds): Promise<Held | undefined> {
  try {
    return await held;
  } catch (error) {
    const gaveUp = error instanceof StoreError && (error.reason === "aborted" || error.reason === "timeout");
    if (gaveUp && !signal.aborted) return undefined;
    throw error;
  }
}

function hasEnded({ durationMs, sinceMs }: Held): boolean {
  return durationMs > 0 && Date.now() >= sinceMs + durationMs;
}

/** After two thirds of its time: early enough for a second try. */
function renewalOf({ durationMs, renewable, sinceMs }: Held): number {
  return durationMs > 0 && renewable ? sinceMs + (durationMs * 2) / 3 : Infinity;
}

function isBadToken(error: unknown): boolean {
  return error instanceof StoreError && error.reason === "unauthenticated";
}

const OWN_CALL_MS = 5_000;

/** For calls that nobody waits for, or that close. */
export function ownBounds(): Bounds {
  return { signal: AbortSignal.timeout(OWN_CALL_MS), deadlineMs: Date.now() + OWN_CALL_MS };
}
