import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { makingTarget, target } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";

/** Ends when it is told to, or never. */
const never = async (): Promise<never> => new Promise<never>(() => {});

test.each(["create", "apply", "test"] as const)(
  "an issuer whose %s never answers is given up, and the next call goes on",
  async (part) => {
    const { issuer, valid } = target("first-key");
    const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer };
    const hanging = { ...issuer, [part]: never };
    await expect(rotate({ ...at, issuer: hanging, issuerTimeoutMs: 5 })).rejects.toMatchObject({
      step: part,
      message: `${part} failed for key in memory-store (no answer within 5 ms)`,
    });
    expect(await rotate(at)).toMatchObject({ outcome: part === "create" ? "rotated" : "resumed" });
    expect(valid.size).toBe(2);
  },
);

test("so is one whose revoke never answers, in a grace's end and in an abort", async () => {
  const { issuer, valid } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer };
  const hanging = { ...at, issuer: { ...issuer, revoke: never }, issuerTimeoutMs: 5 };
  const told = "revoke failed for key in memory-store (no answer within 5 ms)";
  await expect(
    rotate({ ...at, issuer: { ...issuer, test: async () => Promise.reject(new Error("not now")) } }),
  ).rejects.toThrow("test failed");
  await expect(abortRotation(hanging)).rejects.toThrow(told);
  await abortRotation(at);
  await rotate(at);
  await expect(endGrace({ ...hanging, now: true })).rejects.toThrow(told);
  expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired" });
  expect(valid.size).toBe(1);
});

test("and one whose list never answers", async () => {
  const first = { id: "key_first", key: "sk_first" };
  const { issuer } = makingTarget(first);
  const at = { store: memoryStore({ key: JSON.stringify(first) }), name: "key" };
  await expect(
    rotate({ ...at, issuer: { ...issuer, listCreated: never }, issuerTimeoutMs: 5 }),
  ).rejects.toThrow("making-target can't list what it made for key (no answer within 5 ms)");
  expect(await rotate({ ...at, issuer })).toMatchObject({ outcome: "rotated" });
});

test("an issuer hears that its time is over, and that the caller has given up", async () => {
  const reasons: unknown[] = [];
  const { issuer } = target("first-key", {
    create: async ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => {
          reasons.push((signal.reason as Error).name);
          reject(new Error("ended"));
        });
      }),
  });
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer };
  await expect(rotate({ ...at, issuerTimeoutMs: 5 })).rejects.toThrow("no answer within 5 ms");
  const caller = new AbortController();
  const rotation = rotate({ ...at, signal: caller.signal });
  setTimeout(() => caller.abort(), 5);
  await expect(rotation).rejects.toThrow("create failed");
  expect(reasons).toEqual(["TimeoutError", "AbortError"]);
});

test("readers that never answer hold up no rotation, and no lock", async () => {
  let isHeld = false;
  const lock = {
    acquire: async () => {
      isHeld = true;
      return { mustBeHeld: async () => {}, release: async () => void (isHeld = false) };
    },
  };
  const { issuer } = target("first-key");
  const seen: boolean[] = [];
  const seenBy = async (reader: string) => {
    seen.push(isHeld);
    return reader === "silent" ? never() : "2";
  };
  const store = memoryStore({ key: "first-key" });
  const at = { store, name: "key", issuer, lock, graceMs: 400, readerMaxAgeMs: 0, skewMs: 0 };
  const confirm = { readers: ["silent", "quick"], seenBy, timeoutMs: 5, everyMs: 100 };
  expect(await rotate({ ...at, confirm })).toMatchObject({ outcome: "rotated", unconfirmed: ["silent"] });
  expect(new Set(seen)).toEqual(new Set([false]));
});
