import type { Issuer } from "../issuer.ts";

export interface DefineIssuerOptions extends Omit<Issuer, "name" | "credentials"> {
  /** As events show it; `custom` if left out. */
  readonly name?: string;
  /** `many` if left out. */
  readonly credentials?: Issuer["credentials"];
}

/**
 * Credentials of anybody's. Where the target makes them itself, `create` tags each with the `rotationId`, and
 * `listCreated` finds those of which a crash has lost the value; `handleOf` then says which one was kept.
 */
export function defineIssuer({
  name = "custom",
  credentials = "many",
  ...functions
}: DefineIssuerOptions): Issuer {
  if (functions.listCreated && !(functions.handleOf && functions.revoke))
    throw new TypeError(
      `${name} has listCreated, so it needs handleOf and revoke too: else the credential that was kept could not be told from those that are lost`,
    );
  return { name, credentials, ...functions };
}
