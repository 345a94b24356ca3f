import { knownOptions } from "@confide/core/adapter";

import type { Bounds } from "../bounds.ts";
import type { Caller } from "../client.ts";
import { credentialOf } from "../credential.ts";
import { checkMount, withoutSlashes } from "../names.ts";
import { senseless, unwrapped } from "../reply.ts";
import { authBy, logIn, type LoginPlace, type Text, unwrap, type VaultAuth } from "./login.ts";

export interface AppRoleOptions extends LoginPlace {
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
