import { Secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import { memoryStore } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { failure, IAM_FIRST, iamVendor } from "../../test/fakes/iam.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { localLock } from "../../test/local-lock.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { textOf } from "../../test/target.ts";
import { abortRotation } from "../abort-rotation.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { iamAccessKey } from "./iam-access-key.ts";

issuerContract("IAM", iamVendor);

function world(vendor = iamVendor()) {
  const { iam, issuer, faults, first } = vendor;
  const at = { store: memoryStore({ key: first }), name: "key", issuer, lock: localLock() };
  return { iam, faults, at };
}

const ids = (iam: { readonly keys: ReadonlyMap<string, unknown> }) => [...iam.keys.keys()];

test("the old key is deactivated and then deleted when its grace ends", async () => {
  const { iam, faults, at } = world();
  await rotate(at);
  expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId, "AKIAFAKE000000000001"]);
  faults.clear();
  await endGrace({ ...at, now: true });
  expect(faults.calls.filter((call) => /^(Update|Delete)/.test(call))).toEqual([
    "UpdateAccessKey",
    "DeleteAccessKey",
  ]);
  expect(ids(iam)).toEqual(["AKIAFAKE000000000001"]);
});

test("a rotation without a lock is refused: AWS has no tags by which two rotators could tell their keys apart", async () => {
  const { lock: _lock, ...at } = world().at;
  await expect(rotate(at)).rejects.toThrow("pass lock");
});

test("a key whose secret was lost is deleted before another is made", async () => {
  const { iam, at } = world();
  iam.add("AKIALOST00000000", "nobody-knows-it");
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId, "AKIAFAKE000000000001"]);
});

test("an old key that was never used outlives a crash after the promotion, and that it is aborted then", async () => {
  const { iam, at } = world();
  delete iam.keys.get(IAM_FIRST.accessKeyId)?.lastUsed;
  const original = at.store.annotate.bind(at.store);
  const annotate = vi.spyOn(at.store, "annotate");
  const denied = new SourceError({ reason: "denied", message: "it can't", store: "memory-store" });
  let notes = 0;
  annotate.mockImplementation(async (...call) =>
    ++notes === 3 ? Promise.reject(denied) : original(...call),
  );
  await expect(rotate(at)).rejects.toMatchObject({ reason: "denied" });
  annotate.mockRestore();
  expect(await abortRotation(at)).toMatchObject({ outcome: "too-late" });
  expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId, "AKIAFAKE000000000001"]);
  expect(await rotate(at)).toMatchObject({ outcome: "resumed" });
  expect(await rotate(at)).toMatchObject({ outcome: "in-progress" });
  expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId, "AKIAFAKE000000000001"]);
});

test("a second key that somebody uses stays, and the error says what helps", async () => {
  const { iam, at } = world();
  iam.add("AKIAOTHER0000000", "of-another-program");
  iam.use("AKIAOTHER0000000", "of-another-program");
  await expect(rotate(at)).rejects.toThrow(
    "the rotator could not call iam:CreateAccessKey for shop: the user has two access keys, as many as IAM allows (LimitExceededException). delete the one that is not in use",
  );
  expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId, "AKIAOTHER0000000"]);
});

test("a new key that AWS doesn't know yet is tried again, at most ten times", async () => {
  const { iam, at } = world();
  iam.unknownFor = 10;
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  const other = world();
  other.iam.unknownFor = 11;
  await expect(rotate(other.at)).rejects.toThrow(
    "AWS doesn't know the new access key of shop after 30 seconds (InvalidClientTokenId): rotate again",
  );
  expect(await rotate(other.at)).toMatchObject({ outcome: "resumed" });
});

test("the pauses between the tries are three seconds, and end with the call", async () => {
  const pauses: unknown[] = [];
  const clock = {
    sleep: async (ms: number, signal?: AbortSignal) => {
      pauses.push(ms, signal?.aborted);
      throw new Error("ended");
    },
  };
  const refuse = async () => Promise.reject(failure("InvalidAccessKeyId", "canary"));
  const issuer = iamAccessKey({ iam: iamVendor().iam, userName: "shop", test: refuse, clock });
  const value = new Secret<string | Uint8Array>(JSON.stringify(IAM_FIRST));
  const { signal } = new AbortController();
  await expect(issuer.test?.({ rotationId: "r", name: "n", version: "2", value, signal })).rejects.toThrow(
    "ended",
  );
  expect(pauses).toEqual([3_000, false]);
});

test("any other failure of a new key is one at once", async () => {
  let tries = 0;
  const { iam, first } = iamVendor();
  const refuse = async () => {
    tries++;
    throw failure("SignatureDoesNotMatch", "canary");
  };
  const issuer = iamAccessKey({ iam, userName: "shop", test: refuse });
  const at = { store: memoryStore({ key: first }), name: "key", issuer, lock: localLock() };
  await expect(rotate(at)).rejects.toThrow("test failed for key in memory-store");
  expect(tries).toBe(1);
});

test.each([
  ["AccessDenied", "it is not allowed to (AccessDenied). allow it the five actions on the user"],
  ["AccessDeniedException", "allow it the five actions on the user"],
  ["Throttling", "AWS takes no more calls for now"],
  ["ThrottlingException", "AWS takes no more calls for now"],
  ["NoSuchEntityException", "there is no such user (NoSuchEntityException). correct userName"],
])("%s is told with the action and what helps", async (name, told) => {
  const { faults, at } = world();
  faults.plan = (_, call) =>
    call === "CreateAccessKey" ? { when: "before", error: failure(name, "canary") } : undefined;
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(`the rotator could not call iam:CreateAccessKey for shop: `);
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain("canary");
});

test("where a key can't be deleted, it is out of use all the same, and the next call deletes it", async () => {
  const { iam, faults, at } = world();
  await rotate(at);
  faults.plan = (_, call) =>
    call === "DeleteAccessKey" ? { when: "before", error: failure("AccessDenied", "canary") } : undefined;
  await expect(endGrace({ ...at, now: true })).rejects.toThrow("iam:DeleteAccessKey for shop");
  expect(iam.keys.get(IAM_FIRST.accessKeyId)?.isActive).toBe(false);
  faults.clear();
  await endGrace({ ...at, now: true });
  expect(ids(iam)).toHaveLength(1);
});

test("what else the secret has stays; the old key in another property stops the rotation", async () => {
  const withMore = (more: object) => memoryStore({ key: JSON.stringify({ ...IAM_FIRST, ...more }) });
  const { at } = world();
  const store = withMore({ region: "eu-west-1" });
  await rotate({ ...at, store });
  expect(JSON.parse(await valueIn(store, "key"))).toMatchObject({ region: "eu-west-1" });
  await expect(
    rotate({ ...world().at, store: withMore({ env: `AWS_SECRET=${IAM_FIRST.secretAccessKey}` }) }),
  ).rejects.toThrow(
    "the secret has its secretAccessKey in its property env too, which would keep the old one: let the application build that from accessKeyId and secretAccessKey",
  );
});

test.each(["canary", '{"accessKeyId":"canary"}', '{"accessKeyId":"canary","secretAccessKey":""}'])(
  "a secret of another form is refused before a key is made: %#",
  async (value) => {
    const { iam, at } = world();
    const error: unknown = await rotate({ ...at, store: memoryStore({ key: value }) }).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toContain('the texts "accessKeyId" and "secretAccessKey"');
    expect(String(error)).not.toContain("canary");
    expect(ids(iam)).toEqual([IAM_FIRST.accessKeyId]);
  },
);

test("a new key that the secret holds in another form is not taken for a lost one", async () => {
  const { iam, at } = world();
  iam.keys.clear();
  iam.add("AKIANEW000000000", "canary");
  const store = memoryStore({ key: '{"AccessKeyId":"AKIANEW000000000","SecretAccessKey":"canary"}' });
  const error: unknown = await rotate({ ...at, store }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "RotationError", step: "revoke" });
  expect(String(error)).toContain(
    "iam-access-key can't say which credentials of key are in use (the secret is no JSON object with",
  );
  expect(String(error)).not.toContain("canary");
  expect(ids(iam)).toEqual(["AKIANEW000000000"]);
});

test("an answer without a key is an error, and the client gets the signal of each call", async () => {
  const { iam, issuer: made } = iamVendor();
  const signals: unknown[] = [];
  const createAccessKey = async (_: unknown, { abortSignal }: { abortSignal?: AbortSignal }) => {
    signals.push(abortSignal);
    return {};
  };
  const client = Object.assign(Object.create(iam) as typeof iam, { createAccessKey });
  const issuer = iamAccessKey({ iam: client, userName: "shop", test: async () => {} });
  const value = new Secret<string | Uint8Array>(JSON.stringify(IAM_FIRST));
  const { signal } = new AbortController();
  const step = {
    rotationId: "r",
    name: "n",
    current: async () => value,
    currentHandle: async () => undefined,
    idempotencyKey: "k",
  };
  await expect(issuer.create({ ...step, signal })).rejects.toThrow("IAM's answer has no access key");
  expect(signals).toEqual([signal]);
  expect(textOf(await made.create(step))).toContain("AKIAFAKE");
});
