import { knownOptions, type OptionNames } from "@confide/core/adapter";

import type { Issuer } from "./issuer.ts";

export interface DefineIssuerOptions extends Omit<Issuer, "name" | "credentials"> {
  /**
   * As events show it.
   *
   * @default "custom"
   */
  readonly name?: string | undefined;
  /**
   * How many credentials the target can hold at one time.
   *
   * @default "many"
   */
  readonly credentials?: Issuer["credentials"] | undefined;
}

const ISSUER_OPTIONS: OptionNames<DefineIssuerOptions> = {
  name: true,
  credentials: true,
  exclusive: true,
  create: true,
  apply: true,
  test: true,
  revoke: true,
  listCreated: true,
  handleOf: true,
  isSameCredential: true,
};

/**
 * Credentials of anybody's. Where the target makes them itself, `create` tags each with the `rotationId`, and
 * `listCreated` finds those of which a crash has lost the value; `handleOf` then says which one was kept.
 *
 * @throws TypeError for a function that an issuer doesn't have, and for `listCreated` without `handleOf` and `revoke`
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { defineIssuer } from "@confide/rotation";
 *
 * const keys = new Set<string>(); // the vendor's
 * const issuer = defineIssuer({
 *   create: async () => new Secret(crypto.randomUUID()),
 *   apply: async ({ value }) => void keys.add(String(value.reveal())),
 *   revoke: async ({ value }) => void keys.delete(String((await value())?.reveal())),
 * });
 * ```
 */
export function defineIssuer(options: DefineIssuerOptions): Issuer {
  knownOptions("defineIssuer()", options, ISSUER_OPTIONS);
  const { name = "custom", credentials = "many", ...functions } = options;
  if (functions.listCreated && !(functions.handleOf && functions.revoke))
    throw new TypeError(
      `${name} has listCreated, so it needs handleOf and revoke too: else the credential that was kept could not be distinguished from those that are lost`,
    );
  return { name, credentials, ...functions };
}
