import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { Secret } from "@confide/core";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { randomKey } from "../issuers/random-key.ts";
import { rotate } from "../rotate.ts";
import { notifyHttp, SIGNATURE_HEADER, verifyNotice } from "./http.ts";

const key = new Secret("shared-by-both-sides");

async function receiver(status = 204) {
  const received: { body: string; signature: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      received.push({ body, signature: request.headers[SIGNATURE_HEADER] as string | undefined });
      response.writeHead(status).end();
    };
    void answer();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/refresh?token=canary`;
  return { url, received, [Symbol.dispose]: () => void server.close() };
}

test("a notice is signed, and verifies as it came", async () => {
  using hook = await receiver();
  const store = memoryStore({ key: "first-key" });
  const rotation = await rotate({
    store,
    name: "key",
    issuer: randomKey(),
    notify: notifyHttp({ url: hook.url, key }),
  });
  expect(rotation.notNotified).toBeUndefined();
  const [{ body, signature } = { body: "", signature: "" }] = hook.received;
  const notice = verifyNotice({ body, signature, key });
  expect(notice).toMatchObject({
    name: "key",
    version: "2",
    previousVersion: "1",
    rotationId: rotation.rotationId,
  });

  expect(verifyNotice({ body: `${body} `, signature, key })).toBeUndefined();
  expect(verifyNotice({ body, signature, key: new Secret("another that is as long") })).toBeUndefined();
  const others = [`x${signature}`, `${signature}0`, `${signature} `, signature?.toUpperCase()];
  for (const wrong of [undefined, null, "", "t=1", signature?.replace("v1=", "v1=0"), ...others])
    expect(verifyNotice({ body, signature: wrong, key })).toBeUndefined();
  const later = fakeClock(Date.now() + 301_000);
  expect(verifyNotice({ body, signature, key, clock: later })).toBeUndefined();
});

test("a hook that fails stops no rotation, and is told of without its address's secrets", async () => {
  using hook = await receiver(500);
  const store = memoryStore({ key: "first-key" });
  const rotation = await rotate({
    store,
    name: "key",
    issuer: randomKey(),
    notify: [notifyHttp({ url: hook.url, key })],
  });
  expect(rotation.outcome).toBe("rotated");
  expect(rotation.notNotified).toEqual([expect.stringMatching(/^notify failed .* answered 500\)$/)]);
  expect(String(rotation.notNotified)).not.toContain("canary");
});

const NOTICE = { name: "n", store: "s", rotationId: "r", version: "2", previousVersion: "1", timeMs: 0 };
const BODY = JSON.stringify(NOTICE);

function signed(body: string, seconds: number | string, by = "shared-by-both-sides"): string {
  return `t=${seconds},v1=${createHmac("sha256", by).update(`${seconds}.${body}`).digest("hex")}`;
}

test.each(["", "a", "x".repeat(15), "é".repeat(7)])(
  "a key of fewer than 16 bytes (%#) is refused",
  (short) => {
    const told = "the key of notices has 16 bytes or more: make it of random bytes";
    expect(() => notifyHttp({ url: "http://127.0.0.1/", key: new Secret(short) })).toThrow(told);
    const signature = signed(BODY, 1_000, short);
    const clock = fakeClock(1_000_000);
    expect(() => verifyNotice({ body: BODY, signature, key: new Secret(short), clock })).toThrow(told);
  },
);

test.each(["x".repeat(16), "é".repeat(8)])("a key of 16 bytes (%#) is enough", (long) => {
  const clock = fakeClock(1_000_000);
  const options = { body: BODY, signature: signed(BODY, 1_000, long), key: new Secret(long), clock };
  expect(verifyNotice(options)).toEqual(NOTICE);
  expect(notifyHttp({ url: "http://127.0.0.1/", key: new Secret(long) })).toBeTypeOf("function");
});

test.each([
  "canary",
  "",
  "{",
  "null",
  "7",
  '"canary"',
  "[]",
  "{}",
  '{"name":"canary"}',
  BODY.replace("0}", '"0"}'),
  BODY.replace('"r"', "7"),
])("a body that is signed and no notice (%#) is an error that quotes nothing", (body) => {
  const clock = fakeClock(1_000_000);
  const verify = () => verifyNotice({ body, signature: signed(body, 1_000), key, clock });
  expect(verify).toThrow(
    /^what was signed is no notice of a rotation: something else is sent with this key$/,
  );
  // And only where it is signed.
  expect(verifyNotice({ body, signature: signed("another", 1_000), key, clock })).toBeUndefined();
});

test("what else stands in a notice isn't passed on", () => {
  const body = `{"__proto__":{"polluted":true},"more":1,${BODY.slice(1)}`;
  const clock = fakeClock(1_000_000);
  const notice = verifyNotice({ body, signature: signed(body, 1_000), key, clock });
  expect(notice).toEqual(NOTICE);
  expect(Object.keys(notice ?? {})).toHaveLength(6);
});

test.each([
  [300_000, true],
  [300_001, false],
  [-300_000, true],
  [-300_001, false],
  [0, true],
])("%i ms after the signature: %s", (laterMs, isTaken) => {
  const clock = fakeClock(1_000_000_000 + laterMs);
  const options = { body: BODY, signature: signed(BODY, 1_000_000), key, clock };
  expect(verifyNotice(options) !== undefined).toBe(isTaken);
});

test("the time is part of what is signed, as it is written", () => {
  const clock = fakeClock(1_000_000);
  const [, hex = ""] = signed(BODY, 1_000).split("v1=");
  for (const seconds of ["1001", "01000", "1000.0", " 1000", "+1000", "1e3", ""])
    expect(verifyNotice({ body: BODY, signature: `t=${seconds},v1=${hex}`, key, clock })).toBeUndefined();
  for (const wrong of [hex.toUpperCase(), `${hex}0`, hex.slice(2), `${hex}\n`])
    expect(verifyNotice({ body: BODY, signature: `t=1000,v1=${wrong}`, key, clock })).toBeUndefined();
  const later = { body: BODY, signature: `t=1000,v1=${hex}`, key, clock: fakeClock(1_002_000) };
  expect(verifyNotice({ ...later, toleranceMs: 2_000 })).toEqual(NOTICE);
  expect(verifyNotice({ ...later, toleranceMs: 1_999 })).toBeUndefined();
  expect(verifyNotice({ ...later, toleranceMs: Number.NaN })).toBeUndefined();
});

test("signatures are compared in constant time, also where the body is another", () => {
  const crypto = process.getBuiltinModule("node:crypto");
  const original = crypto.timingSafeEqual;
  const compared: number[] = [];
  crypto.timingSafeEqual = (a, b) => (compared.push(a.byteLength), original(a, b));
  try {
    verifyNotice({ body: "another", signature: signed(BODY, 1_000), key, clock: fakeClock(1_000_000) });
  } finally {
    crypto.timingSafeEqual = original;
  }
  expect(compared).toEqual([32]);
});
