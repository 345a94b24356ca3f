import { knownOptions } from "@confide/core/adapter";

import { credentialOf, textOf } from "../credential.ts";
import { lease, unwrapped } from "../reply.ts";
import { authBy, type Text, unwrap, type VaultAuth } from "./login.ts";

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
      const found = credentialOf(textOf(text, "the token").trim(), "the token");
      if (wrapped) return lease(await unwrap(call, found, context), "sys/wrapping/unwrap");
      if (!renew) return { token: found, durationMs: 0, renewable: false };
      const path = "auth/token/lookup-self";
      const { ttl, renewable } = unwrapped(await call({ path, token: found, context }), path);
      return { token: found, durationMs: Number(ttl) * 1000, renewable: renewable === true };
    },
  });
}
