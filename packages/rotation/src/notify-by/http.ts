import { machineClock, type Clock, type Secret } from "@confide/core";

import { node } from "../node.ts";
import type { Notice, Notify } from "../notify.ts";
import { IssuerError } from "../rotation-error.ts";

export interface NotifyHttpOptions {
  readonly url: string;
  /** What both sides know: signs each notice, so that nobody else can make an application reload. */
  readonly key: Secret;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
}

/** The header that a signature stands in. */
export const SIGNATURE_HEADER = "confide-signature";

/** Posts the notice as JSON, signed: `t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>", in hex>`. */
export function notifyHttp({
  url,
  key,
  fetch = globalThis.fetch,
  clock = machineClock,
}: NotifyHttpOptions): Notify {
  return async (notice, { signal }) => {
    const body = JSON.stringify(notice);
    const seconds = Math.floor(clock.now() / 1_000);
    const signature = `t=${seconds},v1=${hmac(key, seconds, body).toString("hex")}`;
    const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: signature };
    const response = await fetch(url, { method: "POST", body, headers, signal, redirect: "error" });
    await response.body?.cancel();
    if (!response.ok) throw new IssuerError(`${new URL(url).origin} answered ${response.status}`);
  };
}

export interface VerifyNoticeOptions {
  /** The request's body as it came, before anything has parsed it. */
  readonly body: string;
  /** The header `confide-signature`. */
  readonly signature: string | null | undefined;
  readonly key: Secret;
  /** How old a notice may be, and how far ahead of this clock; 5 minutes if left out. */
  readonly toleranceMs?: number;
  readonly clock?: Clock;
}

/** The notice, if it was signed with the key a moment ago; else `undefined`. */
export function verifyNotice(options: VerifyNoticeOptions): Notice | undefined {
  const { body, signature, key, toleranceMs = 300_000, clock = machineClock } = options;
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? "") ?? [];
  if (seconds === undefined || hex === undefined) return undefined;
  const isSigned = node.crypto.timingSafeEqual(Buffer.from(hex, "hex"), hmac(key, Number(seconds), body));
  const isFresh = Math.abs(clock.now() - Number(seconds) * 1_000) <= toleranceMs;
  return isSigned && isFresh ? (JSON.parse(body) as Notice) : undefined;
}

function hmac(key: Secret, seconds: number, body: string): Buffer {
  return node.crypto.createHmac("sha256", key.reveal("signature")).update(`${seconds}.${body}`).digest();
}
