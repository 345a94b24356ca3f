import { inspect } from "node:util";

import { Secret } from "@confide/core";
import {
  type Hostility,
  hostileServer,
  type HostileServer,
  hostilities,
  memoryStore,
} from "@confide/core/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { randomKey } from "../issuers/random-key.ts";
import { rotate } from "../rotate.ts";
import { notifyHttp } from "./http.ts";

const KEY = "canary-shared-by-both-sides";
const TOKEN = "canary-in-the-address";
/** How long the hook may take; for a machine with other work the test waits longer. */
const PATIENCE_MS = 200;
const MOST_BYTES = 64 * 1024 * 1024;

let server: HostileServer;

beforeAll(async () => void (server = await hostileServer()));
afterAll(async () => server.close());

function notified() {
  const notify = notifyHttp({ url: `${server.url}/hook?token=${TOKEN}`, key: new Secret(KEY) });
  const notice = {
    name: "key",
    store: "memory",
    version: "2",
    previousVersion: "1",
    rotationId: "id",
    timeMs: 0,
  };
  const begin = async () => notify(notice, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return begin().then(
    () => "notified",
    (error: unknown) => inspect(error, { depth: 12, showHidden: true }),
  );
}

test.each(Object.keys(hostilities) as Hostility[])(
  "a hook that answers with %s",
  async (hostility) => {
    server.set(hostility);
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const shown = await notified();
    const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    expect(shown).not.toMatch(/canary/);
    expect(after - before).toBeLessThan(MOST_BYTES);
    expect(server.strayed).toEqual([]);
  },
  30_000,
);

test.each([
  "a redirect elsewhere with the body",
  "the request as a failure's text",
  "endless body of a failure",
] as const)("a rotation goes on although its hook answers with %s, and says so", async (hostility) => {
  server.set(hostility);
  const store = memoryStore({ key: "first-key" });
  const notify = notifyHttp({ url: `${server.url}/hook?token=${TOKEN}`, key: new Secret(KEY) });
  const rotation = await rotate({ store, name: "key", issuer: randomKey(), notify });
  expect(rotation.outcome).toBe("rotated");
  expect(rotation.notNotified).toHaveLength(1);
  expect(String(rotation.notNotified)).not.toMatch(/canary/);
  expect(server.strayed).toEqual([]);
});
