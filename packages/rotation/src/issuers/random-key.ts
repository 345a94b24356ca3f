import { Secret } from "@confide/core";

import type { Issuer } from "../issuer.ts";
import { fromRandomBytes } from "../new-value.ts";
import { node } from "../node.ts";

export interface RandomKeyOptions {
  /** 32 if left out, which are 256 bits; fewer than 16 are refused. */
  readonly bytes?: number;
  readonly encoding?: "base64url" | "hex";
  /** Before the key, so that scanners and people know what it is: `shop_live_`. */
  readonly prefix?: string;
}

/** A key of random bytes that this side alone checks, with `keyVerifier`: nobody else has to be told. */
export function randomKey({
  bytes = 32,
  encoding = "base64url",
  prefix = "",
}: RandomKeyOptions = {}): Issuer {
  if (!Number.isInteger(bytes) || bytes < 16)
    throw new RangeError("randomKey takes 16 bytes or more: fewer can be guessed");
  return {
    name: "random-key",
    credentials: "many",
    create: fromRandomBytes(
      async () => new Secret(prefix + node.crypto.randomBytes(bytes).toString(encoding)),
    ),
  };
}
