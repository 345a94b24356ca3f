import { Secret } from "@confide/core";
import { knownOptions } from "@confide/core/adapter";

import type { Issuer } from "./issuer.ts";
import { node } from "../node.ts";

export interface RandomKeyOptions {
  /**
   * At least 16.
   *
   * @default 32, which are 256 bits
   */
  readonly bytes?: number | undefined;
  /** @default "base64url" */
  readonly encoding?: "base64url" | "hex" | undefined;
  /**
   * Before the key, so that scanners and people know what it is: `shop_live_`.
   *
   * @default ""
   */
  readonly prefix?: string | undefined;
}

/**
 * A key of random bytes that only this side checks, with `keyVerifier`.
 *
 * @throws RangeError for fewer than 16 bytes
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { randomKey, rotate } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * await rotate({ store, name: "prod/api-key", issuer: randomKey({ prefix: "shop_live_" }) });
 * ```
 */
export function randomKey(given?: RandomKeyOptions): Issuer {
  const names = { bytes: true, encoding: true, prefix: true } as const;
  const options: RandomKeyOptions = knownOptions("randomKey()", given, names);
  const { bytes = 32, encoding = "base64url", prefix = "" } = options;
  if (!Number.isInteger(bytes) || bytes < 16)
    throw new RangeError("randomKey takes 16 bytes or more: fewer can be guessed");
  return {
    name: "random-key",
    credentials: "many",
    create: async () => new Secret(prefix + node.crypto.randomBytes(bytes).toString(encoding)),
  };
}
