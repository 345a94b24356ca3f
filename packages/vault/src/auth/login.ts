import type { Secret } from "@confide/core/adapter";

import type { Bounds } from "../bounds.ts";
import type { Caller } from "../client.ts";
import { apiPath } from "../names.ts";
import { lease, type TokenLease } from "../reply.ts";

/** How a way to sign in is found on a `VaultAuth`. Not exported, so that nobody depends on what it holds. */
export const LOGIN: unique symbol = Symbol("login");

/** A way to get a token: what `tokenAuth`, `appRoleAuth`, `kubernetesAuth` and `jwtAuth` return. */
export interface VaultAuth {
  readonly [LOGIN]: Login;
}

export interface Login {
  /** Whether `login` can bring another token when one has ended. */
  readonly repeatable: boolean;
  /** Where it signs in; the store's own, if that is left out. */
  readonly namespace?: string | undefined;
  login(call: Caller, context: Bounds): Promise<TokenLease>;
}

/** A credential as it is given. */
export type Text = string | Secret;

/** What all logins by a mounted method have. */
export interface LoginPlace {
  /**
   * In which the login is mounted.
   *
   * @default that of the store
   */
  readonly namespace?: string | undefined;
}

export function authBy(login: Login): VaultAuth {
  return { [LOGIN]: login };
}

/** Signs in where a method is mounted. */
export async function logIn(call: Caller, mount: string, body: object, context: Bounds): Promise<TokenLease> {
  const path = `auth/${apiPath(mount)}/login`;
  return lease(await call({ method: "POST", path, body, context }), path);
}

/** What is wrapped, which Vault gives once. */
export function unwrap(call: Caller, wrapping: string, context: Bounds): Promise<unknown> {
  return call({ method: "POST", path: "sys/wrapping/unwrap", token: wrapping, body: {}, context });
}
