import { knownOptions } from "@confide/core/adapter";

import { credentialOf, textOf } from "../credential.ts";
import { failure } from "../errors.ts";
import { checkMount, withoutSlashes } from "../names.ts";
import { authBy, logIn, type LoginPlace, type Text, type VaultAuth } from "./login.ts";

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
      const found = typeof given === "function" ? await made(given) : given;
      const jwt = credentialOf(textOf(found, "the JWT").trim(), "the JWT");
      return logIn(call, mount, { role: credentialOf(role, "the role"), jwt }, context);
    },
  });
}

/** What it throws isn't shown: it may hold the JWT. */
async function made(make: () => Text | Promise<Text>): Promise<Text> {
  try {
    return await make();
  } catch (error) {
    const fix = "call it by itself: what it threw isn't shown here, as it may hold the JWT";
    throw failure("unauthenticated", "the function jwt failed", { fix, cause: error });
  }
}
