import type { Engine, Request } from "./engine.ts";
import { refusals } from "./refusal.ts";

interface Lease {
  readonly endsAtMostMs: number;
  endsAtMs: number;
}

/** A database engine: a user for each reader, who ends with the lease. */
export class Credentials implements Engine {
  readonly leases = new Map<string, Lease>();
  readonly ttlMs = 60_000;
  readonly mostMs = 180_000;

  capability(): string {
    return "read";
  }

  answer({ method, path }: Request): object {
    const [kind, role] = path.split("/");
    if (method !== "GET" || kind !== "creds" || role !== "app")
      throw refusals.invalid(`unknown role: ${role}`);
    const id = `database/creds/app/${crypto.randomUUID()}`;
    const nowMs = Date.now();
    this.leases.set(id, { endsAtMs: nowMs + this.ttlMs, endsAtMostMs: nowMs + this.mostMs });
    const data = { username: `v-app-${id.slice(-8)}`, password: `made-${crypto.randomUUID()}` };
    return { lease_id: id, lease_duration: this.ttlMs / 1000, renewable: true, data };
  }

  renew(id: unknown): object {
    const lease = this.leases.get(String(id));
    if (!lease || Date.now() >= lease.endsAtMs) throw refusals.invalid("lease not found");
    lease.endsAtMs = Math.min(Date.now() + this.ttlMs, lease.endsAtMostMs);
    const seconds = Math.floor((lease.endsAtMs - Date.now()) / 1000);
    return { lease_id: id, lease_duration: seconds, renewable: true };
  }

  revoke(id: unknown): undefined {
    this.leases.delete(String(id));
  }
}
