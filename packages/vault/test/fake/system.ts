import type { Credentials } from "./credentials.ts";
import type { Engine, Request } from "./engine.ts";
import { KvVersion2 } from "./kv.ts";
import { KvVersion1 } from "./kv1.ts";
import { parsePolicy } from "./policy.ts";
import { refusals } from "./refusal.ts";
import { authOf, type Token, type Tokens } from "./tokens.ts";

export interface State {
  readonly tokens: Tokens;
  readonly credentials: Credentials;
  readonly engines: Map<string, Engine>;
  readonly quotas: Map<string, number>;
}

type Handler = (request: Request, token: Token | undefined) => object | undefined;
export type Handlers = Readonly<Record<string, Handler>>;

/** Calls that need a token and the permission for their path. */
export function systemCalls({ tokens, credentials, engines, quotas }: State): Handlers {
  return {
    "POST sys/mounts/*": ({ path, body }) => {
      const { version } = Object(body["options"]) as { version?: string };
      engines.set(lastOf(path), version === "1" ? new KvVersion1() : new KvVersion2());
      return undefined;
    },
    "DELETE sys/mounts/*": ({ path }) => void engines.delete(lastOf(path)),
    "POST sys/policies/acl/*": ({ path, body }) =>
      void tokens.policies.set(lastOf(path), parsePolicy(String(body["policy"]))),
    "POST sys/quotas/rate-limit/*": ({ body }) =>
      void quotas.set(String(body["path"]).replace(/\/$/, ""), Number(body["rate"])),
    "POST sys/leases/renew": ({ body }) => credentials.renew(body["lease_id"]),
    "POST sys/leases/revoke": ({ body }) => credentials.revoke(body["lease_id"]),
    "POST auth/token/create": ({ body }) =>
      authOf(tokens.issue(body["policies"] as string[], secondsOf(body["ttl"]), body["renewable"] !== false)),
    "POST auth/token/revoke": ({ body }) => tokens.revoke(String(body["token"])) as undefined,
    "GET auth/token/lookup-self": (_request, token) => ({
      data: token
        ? { ttl: Math.round((token.endsAtMs - Date.now()) / 1000), renewable: token.renewable }
        : { ttl: 0, renewable: false },
    }),
    "POST auth/token/renew-self": (_request, token) => {
      if (!token?.renewable) throw refusals.invalid("lease is not renewable");
      token.endsAtMs = Date.now() + token.ttlMs;
      return authOf(token);
    },
    "POST auth/token/revoke-self": (_request, token) => token && (tokens.revoke(token.id) as undefined),
  };
}

/** Who may log in. */
export const LOGIN = {
  roleId: "role-of-the-tests",
  secretId: "secret-id-of-the-tests",
  wrappedSecretId: "wrapping-token-of-the-tests",
  role: "app",
  jwt: "header.payload.signature-of-the-tests",
  policy: "logged-in",
  ttlMs: 60_000,
};

/** Calls that need no token. */
export function logins({ tokens }: State): Handlers {
  return {
    "POST auth/approle/login": ({ body }) => {
      if (body["role_id"] !== LOGIN.roleId || body["secret_id"] !== LOGIN.secretId)
        throw refusals.invalid("invalid role or secret ID");
      return authOf(tokens.issue([LOGIN.policy], LOGIN.ttlMs));
    },
    "POST auth/jwt/login": ({ body }) => {
      if (body["role"] !== LOGIN.role || body["jwt"] !== LOGIN.jwt)
        throw refusals.invalid("error validating token: failed to verify signature");
      return authOf(tokens.issue([LOGIN.policy], LOGIN.ttlMs));
    },
  };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function secondsOf(ttl: unknown): number {
  const [, amount = "3600", unit = "s"] = /^(\d+)([smh]?)$/.exec(String(ttl)) ?? [];
  return Number(amount) * 1000 * (unit === "h" ? 3600 : unit === "m" ? 60 : 1);
}
