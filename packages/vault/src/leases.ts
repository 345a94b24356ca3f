import { type CallContext, Secret, type SecretRecord, SourceError } from "@confide/core/adapter";

import { apiPath } from "./names.ts";
import { fields, senseless } from "./reply.ts";
import { ownBounds, type Session } from "./session.ts";
import { type SingleFlight, singleFlight } from "./single-flight.ts";

/** Credentials that Vault made for this process: kept alive while it runs, given back when the store closes. */
export interface Leases {
  read(name: string, context: CallContext): Promise<SecretRecord>;
  /** The next read asks Vault. What was given out is renewed no more, and ends at its time. */
  forget(name: string): void;
  /** Takes everything back that was leased. */
  close(): Promise<void>;
}

interface HeldLease {
  readonly name: string;
  readonly id: string;
  /** With which of the session's logins it was made: it ended with that one's token. */
  readonly login: number;
  readonly value: Secret;
  readonly createdAt: Date;
  readonly renewable: boolean;
  durationMs: number;
  renewAtMs: number;
  endsAtMs: number;
}

const RETRY_MS = 5_000;
/** Vault's own limit is 32 days, unless it is configured otherwise. An answer with a longer one makes no sense. */
const LONGEST_SECONDS = 10 * 366 * 86_400;

export function leases(session: Session): Leases {
  const current = new Map<string, HeldLease>();
  const asking = new Map<string, SingleFlight<HeldLease>>();
  const issued = new Set<HeldLease>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The same credentials for three quarters of their time: a reload every minute must not make users every minute. */
  async function read(name: string, context: CallContext): Promise<SecretRecord> {
    const before = current.get(name);
    const isAlive = before?.login === session.logins && Date.now() < session.endsAtMs;
    if (isAlive && Date.now() < before.endsAtMs - before.durationMs / 4) return recordOf(before, session);
    const one = asking.get(name) ?? singleFlight<HeldLease>();
    asking.set(name, one);
    return recordOf(await one.run(async () => ask(name, context), context.signal), session);
  }

  async function ask(name: string, context: CallContext): Promise<HeldLease> {
    const path = apiPath(name);
    const reply = fields(await session.call({ path, context }), path);
    const { lease_id: id, lease_duration: seconds, renewable, data } = reply;
    const isTime = typeof seconds === "number" && seconds >= 0 && seconds <= LONGEST_SECONDS;
    if (typeof id !== "string" || !isTime) throw senseless(path);
    const value = new Secret(JSON.stringify(fields(data, path)));
    const { logins: login } = session;
    const held = {
      name,
      id,
      login,
      value,
      createdAt: new Date(),
      renewable: renewable === true,
      ...times(seconds),
    };
    if (!held.renewable) held.renewAtMs = Infinity;
    current.set(name, held);
    issued.add(held);
    schedule();
    return held;
  }

  /** Also for the token's sake: what was leased with it ends with it. The timer keeps no process alive. */
  function schedule(soonestMs = 0): void {
    clearTimeout(timer);
    const dueMs = Math.min(session.renewAtMs, ...Array.from(issued, ({ renewAtMs }) => renewAtMs));
    if (issued.size === 0 || dueMs === Infinity) return;
    const waitMs = Math.min(Math.max(dueMs - Date.now(), soonestMs), 2 ** 31 - 1);
    timer = setTimeout(() => void renewDue(), waitMs);
    timer.unref();
  }

  async function renewDue(): Promise<void> {
    for (const lease of issued) if (lease.endsAtMs <= Date.now()) issued.delete(lease);
    const due = [...issued].filter(({ renewAtMs }) => renewAtMs <= Date.now());
    await Promise.all(due.map(renew));
    if (due.length === 0) await session.touch(ownBounds());
    // Still due: the token could not be renewed, and would be tried without a pause.
    schedule(session.renewAtMs <= Date.now() ? RETRY_MS : 0);
  }

  /** Where that fails, the credentials end at their time, and the next read asks for new ones. */
  async function renew(lease: HeldLease): Promise<void> {
    const path = "sys/leases/renew";
    try {
      const body = { lease_id: lease.id };
      const reply = fields(await session.call({ method: "POST", path, body, context: ownBounds() }), path);
      const timesMs = times(Number(reply["lease_duration"]));
      // Near its maximum, each renewal adds less: then the lease ends soon.
      const last = reply["renewable"] !== true || timesMs.endsAtMs <= lease.endsAtMs + 1_000;
      Object.assign(lease, timesMs, last && { renewAtMs: Infinity });
    } catch (error) {
      lease.renewAtMs = Infinity;
      // Vault says no: it was revoked, or its token was. Whoever reads next gets another.
      const isOver = error instanceof SourceError && !error.retryable;
      if (isOver && current.get(lease.name) === lease) current.delete(lease.name);
    }
  }

  return {
    read,
    forget(name) {
      const held = current.get(name);
      if (held) held.renewAtMs = Infinity;
      current.delete(name);
    },
    async close() {
      await session.settled(); // credentials that are under way are given back too
      clearTimeout(timer);
      const alive = [...issued].filter(({ endsAtMs }) => Date.now() < endsAtMs);
      current.clear();
      issued.clear();
      const path = "sys/leases/revoke";
      await Promise.all(
        alive.map(async ({ id }) =>
          session
            .call({ method: "POST", path, body: { lease_id: id }, context: ownBounds() })
            .catch(() => {}),
        ),
      );
    },
  };
}

/** It ends with the token that it was made with, as far as is known: both are renewed while they may be. */
function recordOf(
  { id, value, createdAt, renewable, durationMs, endsAtMs }: HeldLease,
  token: Pick<Session, "endsAtMs">,
): SecretRecord {
  return {
    value,
    version: id.slice(id.lastIndexOf("/") + 1),
    createdAt,
    expiresAt: new Date(Math.min(endsAtMs, token.endsAtMs)),
    lease: { id, durationMs, renewable },
  };
}

function times(seconds: number) {
  const durationMs = seconds * 1000;
  return { durationMs, renewAtMs: Date.now() + (durationMs * 2) / 3, endsAtMs: Date.now() + durationMs };
}
