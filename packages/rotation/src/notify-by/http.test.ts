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
  expect(verifyNotice({ body, signature, key: new Secret("another") })).toBeUndefined();
  for (const wrong of [undefined, null, "", "t=1", signature?.replace("v1=", "v1=0")])
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
