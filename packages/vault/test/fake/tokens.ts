import { refusals } from "./refusal.ts";
import { isAllowed, type Rules } from "./policy.ts";

export interface Token {
  readonly id: string;
  readonly policies: readonly string[];
  readonly renewable: boolean;
  readonly ttlMs: number;
  endsAtMs: number;
}

/** Who may come in, and how far. */
export class Tokens {
  readonly policies = new Map<string, Rules>();
  readonly #tokens = new Map<string, Token>();
  readonly root = `s.root-${crypto.randomUUID()}`;
  issue(policies: readonly string[], ttlMs: number, renewable = true): Token {
    const token = {
      id: `s.${crypto.randomUUID()}`,
      policies,
      renewable,
      ttlMs,
      endsAtMs: Date.now() + ttlMs,
    };
    this.#tokens.set(token.id, token);
    return token;
  }

  revoke(id: string): void {
    this.#tokens.delete(id);
  }

  revokeAll(): void {
    this.#tokens.clear();
  }

  /** `undefined` is the root token, which may do everything. */
  find(id: string): Token | undefined {
    if (id === this.root) return undefined;
    const token = this.#tokens.get(id);
    if (!token || Date.now() >= token.endsAtMs) throw refusals.badToken();
    return token;
  }

  mustBeAllowed(token: Token | undefined, path: string, capability: string): void {
    if (!token || ALWAYS.has(path)) return;
    const rules = token.policies.flatMap((name) => this.policies.get(name) ?? []);
    if (!isAllowed(rules, path, capability)) throw refusals.denied();
  }
}

/** What the policy `default` lets everyone do. */
const ALWAYS: ReadonlySet<string> = new Set([
  "auth/token/lookup-self",
  "auth/token/renew-self",
  "auth/token/revoke-self",
  "sys/leases/renew",
]);

export function authOf({ id, policies, renewable, endsAtMs }: Token): object {
  const seconds = Math.round((endsAtMs - Date.now()) / 1000);
  return { auth: { client_token: id, policies, lease_duration: seconds, renewable } };
}
