import { knownOptions, type Secret } from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import type { Caller } from "./client.ts";
import { credentialOf } from "./credential.ts";
import { apiPath, checkMount, withoutSlashes } from "./names.ts";
import { lease, senseless, type TokenLease, unwrapped } from "./reply.ts";
import { readToken, SERVICE_ACCOUNT_TOKEN } from "./service-account.ts";

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

type Text = string | Secret;

export interface TokenOptions {
  /**
   * The string is a wrapping token: the real one is fetched with it, once.
   *
   * @default false
   */
  readonly wrapped?: boolean | undefined;
  /**
   * Renews the token before it expires; costs a look-up at the first call, which the `default` policy allows.
   *
   * @default false
   */
  readonly renew?: boolean | undefined;
}

/**
 * Signs in with a token that something else has fetched.
 *
 * @example
 * ```ts
 * import { hashicorpVault, tokenAuth } from "@confide/vault";
 *
 * const auth = tokenAuth(process.env["MY_TOKEN"] ?? "", { renew: true });
 * const store = hashicorpVault({ address: "https://vault.example:8200", auth });
 * ```
 */
export function tokenAuth(text: Text, options?: TokenOptions): VaultAuth {
  const given: TokenOptions = knownOptions("tokenAuth()", options, { wrapped: true, renew: true });
  const { wrapped = false, renew = false } = given;
  return authBy({
    repeatable: false,
    async login(call, context) {
      const found = credentialOf(reveal(text).trim(), "the token");
      if (wrapped) return lease(await unwrap(call, found, context), "sys/wrapping/unwrap");
      if (!renew) return { token: found, durationMs: 0, renewable: false };
      const path = "auth/token/lookup-self";
      const { ttl, renewable } = unwrapped(await call({ path, token: found, context }), path);
      return { token: found, durationMs: Number(ttl) * 1000, renewable: renewable === true };
    },
  });
}

export interface AppRoleOptions {
  readonly roleId: Text;
  /** @default none: for a role that needs no secret id */
  readonly secretId?: Text | undefined;
  /**
   * `secretId` is a wrapping token: the real one is fetched with it, once.
   *
   * @default false
   */
  readonly wrapped?: boolean | undefined;
  /**
   * Where the login is mounted.
   *
   * @default "approle"
   */
  readonly mount?: string | undefined;
  /**
   * In which the login is mounted.
   *
   * @default that of the store
   */
  readonly namespace?: string | undefined;
}

/**
 * Signs in as an application.
 *
 * @example
 * ```ts
 * import { appRoleAuth, hashicorpVault } from "@confide/vault";
 *
 * const { ROLE_ID: roleId = "", SECRET_ID: secretId } = process.env;
 * const auth = appRoleAuth({ roleId, secretId });
 * const store = hashicorpVault({ address: "https://vault.example:8200", auth });
 * ```
 */
export function appRoleAuth(options: AppRoleOptions): VaultAuth {
  knownOptions("appRoleAuth()", options, {
    roleId: true,
    secretId: true,
    wrapped: true,
    mount: true,
    namespace: true,
  });
  const { roleId, secretId, wrapped = false, namespace } = options;
  const mount = withoutSlashes(options.mount ?? "approle");
  let kept: string | undefined;
  return authBy({
    repeatable: true,
    namespace,
    async login(call, context) {
      checkMount(mount);
      const role_id = credentialOf(roleId, "the role id");
      kept ??= await secretIdOf(call, context);
      const body = { role_id, ...(kept !== "" && { secret_id: kept }) };
      return logIn(call, mount, body, context);
    },
  });

  async function secretIdOf(call: Caller, context: Bounds): Promise<string> {
    if (secretId === undefined) return "";
    const given = credentialOf(secretId, wrapped ? "the wrapping token of the secret id" : "the secret id");
    if (!wrapped) return given;
    const path = "sys/wrapping/unwrap";
    const found = unwrapped(await unwrap(call, given, context), path)["secret_id"];
    if (typeof found !== "string") throw senseless(path);
    return found;
  }
}

export interface KubernetesOptions {
  readonly role: string;
  /** @default "kubernetes" */
  readonly mount?: string | undefined;
  /**
   * Where Kubernetes puts the service account's token; read at each login, since it is replaced.
   *
   * @default "/var/run/secrets/kubernetes.io/serviceaccount/token"
   */
  readonly tokenPath?: string | undefined;
  /**
   * In which the login is mounted.
   *
   * @default that of the store
   */
  readonly namespace?: string | undefined;
}

/**
 * Signs in by the pod's service account.
 *
 * @example
 * ```ts
 * import { hashicorpVault, kubernetesAuth } from "@confide/vault";
 *
 * const auth = kubernetesAuth({ role: "shop" });
 * const store = hashicorpVault({ address: "https://vault.example:8200", auth });
 * ```
 */
export function kubernetesAuth(options: KubernetesOptions): VaultAuth {
  knownOptions("kubernetesAuth()", options, { role: true, mount: true, tokenPath: true, namespace: true });
  const { role, tokenPath = SERVICE_ACCOUNT_TOKEN, namespace } = options;
  const mount = withoutSlashes(options.mount ?? "kubernetes");
  return authBy({
    repeatable: true,
    namespace,
    async login(call, context) {
      checkMount(mount);
      const found = credentialOf(await readToken(tokenPath, context), `the token at ${tokenPath}`);
      return logIn(call, mount, { role, jwt: found }, context);
    },
  });
}

export interface JwtOptions {
  readonly role: string;
  /** A function is called at each login. */
  readonly jwt: Text | (() => Text | Promise<Text>);
  /** @default "jwt" */
  readonly mount?: string | undefined;
  /**
   * In which the login is mounted.
   *
   * @default that of the store
   */
  readonly namespace?: string | undefined;
}

/**
 * Signs in by a JWT.
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { hashicorpVault, jwtAuth } from "@confide/vault";
 *
 * const auth = jwtAuth({ role: "shop", jwt: async () => readFile("token.jwt", "utf8") });
 * const store = hashicorpVault({ address: "https://vault.example:8200", auth });
 * ```
 */
export function jwtAuth(options: JwtOptions): VaultAuth {
  knownOptions("jwtAuth()", options, { role: true, jwt: true, mount: true, namespace: true });
  const { role, jwt: given, namespace } = options;
  const mount = withoutSlashes(options.mount ?? "jwt");
  return authBy({
    repeatable: true,
    namespace,
    async login(call, context) {
      checkMount(mount);
      const found = typeof given === "function" ? await given() : given;
      return logIn(call, mount, { role, jwt: credentialOf(reveal(found).trim(), "the JWT") }, context);
    },
  });
}

function authBy(login: Login): VaultAuth {
  return { [LOGIN]: login };
}

async function logIn(call: Caller, mount: string, body: object, context: Bounds): Promise<TokenLease> {
  const path = `auth/${apiPath(mount)}/login`;
  return lease(await call({ method: "POST", path, body, context }), path);
}

function unwrap(call: Caller, wrapping: string, context: Bounds): Promise<unknown> {
  return call({ method: "POST", path: "sys/wrapping/unwrap", token: wrapping, body: {}, context });
}

function reveal(text: Text): string {
  return typeof text === "string" ? text : text.reveal();
}
