import { knownOptions } from "@confide/core/adapter";

import { credentialOf } from "../credential.ts";
import { checkMount, withoutSlashes } from "../names.ts";
import { readToken, SERVICE_ACCOUNT_TOKEN } from "../service-account.ts";
import { authBy, logIn, type LoginPlace, type VaultAuth } from "./login.ts";

export interface KubernetesOptions extends LoginPlace {
  readonly role: string;
  /** @default "kubernetes" */
  readonly mount?: string | undefined;
  /**
   * Where Kubernetes puts the service account's token; read at each login, since it is replaced.
   *
   * @default "/var/run/secrets/kubernetes.io/serviceaccount/token"
   */
  readonly tokenPath?: string | undefined;
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
      return logIn(call, mount, { role: credentialOf(role, "the role"), jwt: found }, context);
    },
  });
}
