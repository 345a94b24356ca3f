import { IAM } from "@aws-sdk/client-iam";
import { memoryStore } from "@confide/core/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { startMoto } from "../../../../scripts/servers.ts";
import { localLock } from "../../test/local-lock.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { iamAccessKey } from "./iam-access-key.ts";

const NAME = "prod/iam";

let moto: Awaited<ReturnType<typeof startMoto>>;
let iam: IAM;

beforeAll(async () => {
  moto = await startMoto();
  iam = clientOf({ accessKeyId: "admin", secretAccessKey: "made-up" });
}, 300_000);
afterAll(async () => moto.stop());
beforeEach(async () => moto.reset());

function clientOf(credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }): IAM {
  return new IAM({ endpoint: moto.url, region: "us-east-1", credentials });
}

async function options() {
  await iam.createUser({ UserName: "shop" });
  const { AccessKey } = await iam.createAccessKey({ UserName: "shop" });
  const first = { accessKeyId: AccessKey?.AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey };
  const issuer = iamAccessKey({
    iam,
    userName: "shop",
    test: async (key) => clientOf(key).getUser({}),
    clock: { sleep: async () => {} },
  });
  const grace = { graceMs: 60_000, readerMaxAgeMs: 0, propagationMs: 0 };
  return {
    store: memoryStore({ [NAME]: JSON.stringify(first) }),
    name: NAME,
    issuer,
    lock: localLock(),
    ...grace,
  };
}

async function keyIds(): Promise<readonly string[]> {
  const { AccessKeyMetadata = [] } = await iam.listAccessKeys({ UserName: "shop" });
  return AccessKeyMetadata.map(({ AccessKeyId = "" }) => AccessKeyId);
}

test("a new key is made beside the old one, which is deleted when its grace ends", async () => {
  const at = await options();
  const [first] = await keyIds();
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  const { accessKeyId } = JSON.parse(await valueIn(at.store, NAME)) as { accessKeyId: string };
  expect(await keyIds()).toEqual([first, accessKeyId]);
  await endGrace({ ...at, now: true });
  expect(await keyIds()).toEqual([accessKeyId]);
  await at.issuer.revoke?.({ rotationId: "r", name: NAME, version: "1", handle: first, value: async () => undefined, mustGoOn: async () => {} }); // prettier-ignore
});

test("a key whose secret was lost makes room for the next", async () => {
  const at = await options();
  const [first] = await keyIds();
  const { AccessKey } = await iam.createAccessKey({ UserName: "shop" });
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  expect(await keyIds()).toContain(first);
  expect(await keyIds()).not.toContain(AccessKey?.AccessKeyId);
});

test("a user that is missing is said to be", async () => {
  const at = await options();
  const issuer = iamAccessKey({ iam, userName: "nobody", test: async () => {} });
  await expect(rotate({ ...at, issuer })).rejects.toThrow(
    "the rotator could not call iam:ListAccessKeys for nobody: there is no such user (NoSuchEntityException)",
  );
});
