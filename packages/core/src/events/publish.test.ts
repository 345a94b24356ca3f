import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { afterEach, expect, test, vi } from "vitest";

import type { SecretStore } from "../contract/store.ts";
import { SourceError } from "../model/errors.ts";
import { fingerprint } from "../secret/fingerprint.ts";
import { Secret } from "../secret/secret.ts";
import { publishAudit } from "./publish.ts";
import { beginRead } from "./read-event.ts";

const told: Record<string, unknown>[] = [];
const listen = (event: unknown) => void told.push(event as Record<string, unknown>);

afterEach(() => {
  for (const name of ["confide:read", "confide:refresh"]) unsubscribe(name, listen);
  told.length = 0;
});

const store: SecretStore = {
  name: "it",
  limits: { concurrency: 1 },
  get: async () => Promise.reject(new Error("not asked")),
};

test("nothing is computed where nobody listens", () => {
  const details = vi.fn<() => never>();
  publishAudit("read", details);
  expect(details).not.toHaveBeenCalled();
  expect(beginRead(store)).toBeUndefined();
});

test("an event has its name and time, is frozen, and shows a Secret as its fingerprint", () => {
  subscribe("confide:refresh", listen);
  const secret = new Secret("made-up-value");
  publishAudit("refresh", () => ({
    trigger: "call",
    durationMs: 1.234_567_8,
    outcome: "ok",
    settings: [
      { setting: "a", outcome: "ok", secret },
      { setting: "b", outcome: "ok" },
    ],
  }));
  const [event] = told;
  expect(event).toEqual({
    event: "refresh",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    trigger: "call",
    durationMs: 1.235,
    outcome: "ok",
    settings: [
      { setting: "a", outcome: "ok", fingerprint: fingerprint("made-up-value") },
      { setting: "b", outcome: "ok" },
    ],
  });
  expect(Object.isFrozen(event)).toBe(true);
});

test("a read tells its ref without a field, and how it came out", () => {
  subscribe("confide:read", listen);
  const value = new Secret("made-up-value");
  beginRead(store)?.({ name: "a", version: "7" }, { value: { value, version: "7" } }, ["x"]);
  beginRead(store)?.({ name: "a" }, { error: new SourceError({ reason: "denied", message: "no" }) });
  beginRead(store)?.({ name: "a" }, undefined);
  expect(told).toMatchObject([
    { store: "it", ref: "a?version=7", version: "7", outcome: "ok", settings: ["x"], fingerprint: fingerprint("made-up-value") },
    { ref: "a", outcome: "denied", settings: [] },
    { ref: "a", outcome: "aborted", settings: [] },
  ]);
  expect(told[1]).not.toHaveProperty("fingerprint");
  for (const { durationMs } of told) expect(durationMs).toBeLessThan(10_000);
}); // prettier-ignore

test("a store that remembers tells of its own reads", () => {
  subscribe("confide:read", listen);
  expect(beginRead({ ...store, invalidate: () => {} } as SecretStore)).toBeUndefined();
});
