import type { Issuer } from "../issuer.ts";

export interface CustomIssuerOptions extends Omit<Issuer, "name" | "overlap"> {
  /** As events show it; `custom` if left out. */
  readonly name?: string;
  /** `multi` if left out. */
  readonly overlap?: Issuer["overlap"];
}

/**
 * Credentials of anybody's. Where the target makes them itself, `create` tags each with the `rotationId`, and
 * `listByRotation` finds those of which a crash has lost the value; `handleOf` then says which one was kept.
 */
export function customIssuer({
  name = "custom",
  overlap = "multi",
  ...functions
}: CustomIssuerOptions): Issuer {
  if (functions.listByRotation && !(functions.handleOf && functions.revoke))
    throw new TypeError(
      `${name} has listByRotation, so it needs handleOf and revoke too: else the credential that was kept could not be told from those that are lost`,
    );
  return { name, overlap, ...functions };
}
