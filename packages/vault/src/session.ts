import { SourceError, unlessAborted } from "@confide/core/adapter";

import type { Login } from "./auth/login.ts";
import type { Bounds } from "./bounds.ts";
import type { Caller } from "./client.ts";
import { lease, type TokenLease } from "./reply.ts";
import { singleFlight } from "./single-flight.ts";

/** Calls with a token that is renewed before it ends, and replaced when it has ended. */
export interface Session {
  readonly call: Caller;
  /** When the token should be used again at the latest, to stay alive. */
  readonly renewAtMs: number;
  /** When the token ends, if it isn't renewed before; `Infinity` where that isn't known. What was made with it ends with it. */
  readonly endsAtMs: number;
  /** How often it has signed in: what was made with a token ended with it. */
  readonly logins: number;
  /** Renews the token if it is time. */
  touch(context: Bounds): Promise<void>;
  /** Waits for the calls that are under way, though not for long. It never rejects. */
  settled(): Promise<void>;
  /** Gives back a token that this session has got itself; what was leased with it ends too. */
  end(): Promise<void>;
}

interface HeldToken extends TokenLease {
  readonly sinceMs: number;
}

const TOKEN_RETRY_MS = 5_000;
/** Near its longest time each renewal adds less. */
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function session(given: Caller, auth: Login | undefined): Session {
  const signingIn = singleFlight<HeldToken>();
  /** Where the login is: a token is renewed and given back there too. */
  const call: Caller =
    auth?.namespace === undefined
      ? given
      : async (request) => given({ namespace: auth.namespace, ...request });
  let held: HeldToken | undefined;
  let logins = 0;
  let notBeforeMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const underWay = new Set<Promise<unknown>>();

  function noted<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    const end = () => underWay.delete(work);
    work.then(end, end);
    return work;
  }

  async function token(context: Bounds): Promise<string | undefined> {
    if (!auth) return undefined; // an injected client has its own
    const nowMs = Date.now();
    const isAlive = held && !hasEnded(held);
    if (held && isAlive && (nowMs < renewalOf(held) || nowMs < notBeforeMs)) return held.token;
    try {
      held = await signingIn.run(async () => renewOrLogIn(auth, context), context.signal);
    } catch (error) {
      // Neither renewed nor replaced, but it lasts a while yet.
      if (!held || hasEnded(held)) throw error;
      notBeforeMs = Date.now() + TOKEN_RETRY_MS;
    }
    schedule();
    return held.token;
  }

  async function renewOrLogIn(by: Login, context: Bounds): Promise<HeldToken> {
    const sinceMs = Date.now();
    const renewed = held && !hasEnded(held) ? await renew(held, context).catch(() => undefined) : undefined;
    if (renewed) return { ...renewed, sinceMs };
    const fresh = await by.login(call, context);
    logins++;
    return { ...fresh, sinceMs };
  }

  async function renew({ token: now }: HeldToken, context: Bounds): Promise<TokenLease> {
    const path = "auth/token/renew-self";
    return lease(await call({ method: "POST", path, token: now, body: {}, context }), path);
  }

  const callWithToken: Caller = async (request) => {
    const used = await token(request.context);
    try {
      return await given({ ...request, token: used });
    } catch (error) {
      if (!auth?.repeatable || !isBadToken(error)) throw error;
      // Revoked, or ended sooner than it said. One new login, as for a token that was known to have ended.
      if (held?.token === used) held = undefined;
      return given({ ...request, token: await token(request.context) });
    }
  };

  /** A session that is used seldom lives on too. The timer keeps no process alive. */
  function schedule(): void {
    clearTimeout(timer);
    if (!held || renewalOf(held) === Infinity || hasEnded(held)) return;
    const dueMs = Math.max(renewalOf(held), notBeforeMs) - Date.now();
    const waitMs = Math.min(Math.max(dueMs, SHORTEST_PAUSE_MS), LONGEST_TIMER_MS);
    timer = setTimeout(() => void noted(token(ownBounds())).catch(() => {}), waitMs);
    timer.unref();
  }

  return {
    get renewAtMs() {
      return held ? renewalOf(held) : Infinity;
    },
    get endsAtMs() {
      return held ? endOf(held) : auth ? 0 : Infinity;
    },
    get logins() {
      return logins;
    },
    call: (request) => noted(callWithToken(request)),
    async touch(context) {
      await noted(token(context)).catch(() => {}); // the next call will tell
    },
    async settled() {
      const { signal } = ownBounds();
      const ended = () => undefined;
      await unlessAborted(signal, async () => void (await Promise.allSettled(underWay)), ended);
    },
    async end() {
      clearTimeout(timer);
      const last = held;
      held = undefined;
      if (!last || !auth?.repeatable || hasEnded(last)) return;
      const path = "auth/token/revoke-self";
      // A batch token can't be revoked, and Vault may be away: it ends by itself.
      await call({ method: "POST", path, token: last.token, body: {}, context: ownBounds() }).catch(() => {});
    },
  };
}

function hasEnded(held: HeldToken): boolean {
  return Date.now() >= endOf(held);
}

function endOf({ durationMs, sinceMs }: HeldToken): number {
  return durationMs > 0 ? sinceMs + durationMs : Infinity;
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
