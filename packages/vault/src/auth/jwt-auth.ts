import { knownOptions } from "@confide/core/adapter";

import { credentialOf } from "../credential.ts";
import { checkMount, withoutSlashes } from "../names.ts";
import { authBy, logIn, type LoginPlace, reveal, type Text, type VaultAuth } from "./login.ts";

export interface JwtOptions extends LoginPlace {
  readonly role: string;
  /** A function is called at each login. */
  readonly jwt: Text | (() => Text | Promise<Text>);
  /** @default "jwt" */
  readonly mount?: string | undefined;
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
