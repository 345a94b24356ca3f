import { type Clock, type Secret } from "@confide/core";
import { knownOptions, machineClock } from "@confide/core/adapter";

import { node } from "../node.ts";
import type { RotationNotice, NotifyReaders } from "../steps/notify.ts";
import { IssuerError } from "../rotation-error.ts";

export interface NotifyHttpOptions {
  readonly url: string;
  /** What both sides know, 16 bytes or more: signs each notice, so that nobody else can make an application reload. */
  readonly key: Secret;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** @default machineClock */
  readonly clock?: Clock | undefined;
}

/** A key that can be guessed signs for everybody. */
const SHORTEST_SIGNING_KEY_BYTES = 16;

/** The header that holds the signature. */
export const SIGNATURE_HEADER = "confide-signature";

/**
 * Posts the notice as JSON, signed: `t=<seconds>,v1=<HMAC-SHA-256 of "<seconds>.<body>", in hex>`.
 *
 * @throws RangeError for a key of fewer than 16 bytes
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { notifyHttp } from "@confide/rotation";
 * import { randomBytes } from "node:crypto";
 *
 * const key = new Secret(randomBytes(32).toString("hex"), "notice key"); // both sides have it
 * const notify = notifyHttp({ url: "https://app.example/refresh", key });
 * ```
 */
export function notifyHttp(options: NotifyHttpOptions): NotifyReaders {
  knownOptions("notifyHttp()", options, { url: true, key: true, fetch: true, clock: true });
  const { url, key, fetch = globalThis.fetch, clock = machineClock } = options;
  checkKey(key);
  return async (notice, { signal }) => {
    const body = JSON.stringify(notice);
    const seconds = String(Math.floor(clock.now() / 1_000));
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
  /** The sender's. */
  readonly key: Secret;
  /**
   * How old a notice may be, and how far ahead of this clock.
   *
   * @default 300_000, five minutes
   */
  readonly toleranceMs?: number | undefined;
  /** @default machineClock */
  readonly clock?: Clock | undefined;
}

/**
 * The notice, if it was signed with the key a moment ago; else `undefined`. Within `toleranceMs` the same one verifies again: it
 * is to be acted on by a look, which may be repeated.
 *
 * @throws RangeError for a key of fewer than 16 bytes; IssuerError for what was signed with the key and is no notice
 *
 * @example
 * ```ts
 * import type { Secret } from "@confide/core";
 * import { SIGNATURE_HEADER, verifyNotice } from "@confide/rotation";
 *
 * async function handle(request: Request, key: Secret): Promise<Response> {
 *   const signature = request.headers.get(SIGNATURE_HEADER);
 *   const notice = verifyNotice({ body: await request.text(), signature, key });
 *   return new Response(null, { status: notice === undefined ? 401 : 204 }); // after live.refresh()
 * }
 * ```
 */
export function verifyNotice(options: VerifyNoticeOptions): RotationNotice | undefined {
  knownOptions("verifyNotice()", options, {
    body: true,
    signature: true,
    key: true,
    toleranceMs: true,
    clock: true,
  });
  const { body, signature, key, toleranceMs = 300_000, clock = machineClock } = options;
  checkKey(key);
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? "") ?? [];
  if (seconds === undefined || hex === undefined) return undefined;
  const isSigned = node.crypto.timingSafeEqual(Buffer.from(hex, "hex"), hmac(key, seconds, body));
  const isFresh = Math.abs(clock.now() - Number(seconds) * 1_000) <= toleranceMs;
  return isSigned && isFresh ? noticeIn(body) : undefined;
}

/** The parser's own message would quote the text. */
function noticeIn(body: string): RotationNotice {
  const { name, store, rotationId, version, previousVersion, timeMs } = objectIn(body);
  const texts = { name, store, rotationId, version, previousVersion };
  if (Object.values(texts).every((text) => typeof text === "string") && typeof timeMs === "number")
    return { ...(texts as Omit<RotationNotice, "timeMs">), timeMs };
  throw new IssuerError("what was signed is no notice of a rotation: something else is sent with this key");
}

function objectIn(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function checkKey(key: Secret): void {
  const value: unknown = key.reveal("signature");
  if (typeof value === "string" && Buffer.byteLength(value) >= SHORTEST_SIGNING_KEY_BYTES) return;
  throw new RangeError(
    `the key of notices has ${SHORTEST_SIGNING_KEY_BYTES} bytes or more: make it of random bytes`,
  );
}

function hmac(key: Secret, seconds: string, body: string): Buffer {
  return node.crypto.createHmac("sha256", key.reveal("signature")).update(`${seconds}.${body}`).digest();
}
