import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { signedIn as googleFixture } from "../../gcp/test/fixture.ts";
import { putByHand } from "../test/store-helpers.ts";
import { type OpenStore, openStores } from "../test/stores.ts";
import { endGrace } from "./end-grace.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";

const DAY_MS = 86_400_000;

// Azure's dates are of seconds, and where two versions are of one it has to be asked once more.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** What goes over the network, in its order, as somebody calls it who reads the vendor's documentation. */
interface Requests {
  readonly rotate: readonly string[];
  /** When the grace is over, as a timer ends it. */
  readonly end: readonly string[];
  /** With `now`, while the old key is good. */
  readonly early: readonly string[];
}

async function requestsOn(
  { store, lock }: OpenStore,
  heard: (work: () => Promise<unknown>) => Promise<string[]>,
): Promise<Requests> {
  const options = { store, name: "counted", issuer: randomKey(), ...(lock && { lock }) };
  const rotated = async () => {
    vi.setSystemTime(Date.now() + 10_000);
    await rotate(options);
  };
  await putByHand(store, "counted", "first-key");
  // Once before, so that neither sign-in nor what is done for the first time only is counted.
  await rotated();
  const early = await heard(async () => endGrace({ ...options, now: true }));
  const rotating = await heard(rotated);
  const askTime = async () => Date.now() + 2 * DAY_MS;
  const end = await heard(async () => endGrace({ ...options, askTime }));
  return { rotate: rotating, end, early };
}

async function overHttp(work: () => Promise<unknown>): Promise<string[]> {
  const kinds: string[] = [];
  const listen = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    kinds.push(kindOf(request));
  };
  const channels = ["http.client.request.start", "undici:request:create"];
  for (const channel of channels) subscribe(channel, listen);
  await work().finally(() => {
    for (const channel of channels) unsubscribe(channel, listen);
  });
  return kinds;
}

/** `PutSecretValue` of AWS; a method and a path of the others. */
function kindOf(request: Pick<ClientRequest, "method" | "path"> & Partial<ClientRequest>): string {
  const [, operation] = String(request.getHeader?.("x-amz-target") ?? "").split(".");
  if (operation !== undefined) return operation;
  const path = request.path.replace(/\?.*/, "").replaceAll(/[0-9a-f]{32}/g, "ID");
  return `${request.method} ${path.replace(/^(\/v1\/[\w-]+\/|\/secrets\/)/, "")}`;
}

const expected: Readonly<Record<string, Requests>> = {
  AWS: {
    rotate: [
      "DescribeSecret",
      "ListSecretVersionIds",
      "GetSecretValue",
      "PutSecretValue",
      "DescribeSecret", // nobody else has noted anything meanwhile
      "ListSecretVersionIds",
      "TagResource",
      "UntagResource", // the last rotation's note
      "DescribeSecret", // nor given it up
      "ListSecretVersionIds",
      "UpdateSecretVersionStage",
      "UpdateSecretVersionStage",
      "TagResource",
    ],
    end: ["DescribeSecret", "ListSecretVersionIds", "ListSecretVersionIds", "UpdateSecretVersionStage"],
    early: [
      "DescribeSecret",
      "ListSecretVersionIds",
      "TagResource",
      "ListSecretVersionIds",
      "UpdateSecretVersionStage",
    ],
  },
  "Parameter Store": {
    rotate: [
      "GetParameterHistory",
      "GetParameterHistory", // of the parameter in which a value waits
      "ListTagsForResource",
      "GetParameters",
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "PutParameter",
      "AddTagsToResource",
      "RemoveTagsFromResource", // the last rotation's note
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "GetParameters",
      "AddTagsToResource", // the key under which it was put
      "PutParameter",
      "DeleteParameter",
      "AddTagsToResource",
    ],
    end: [
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "AddTagsToResource",
    ],
    early: [
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "AddTagsToResource",
      "GetParameterHistory",
      "GetParameterHistory",
      "ListTagsForResource",
      "AddTagsToResource",
    ],
  },
  Vault: {
    rotate: [
      "GET metadata/counted",
      "GET data/counted.pending",
      "GET data/counted",
      "GET data/counted.pending",
      "GET metadata/counted",
      "POST data/counted.pending",
      "GET metadata/counted", // nobody else has noted anything meanwhile
      "GET data/counted.pending",
      "GET metadata/counted",
      "PATCH metadata/counted",
      "GET metadata/counted", // nor given it up
      "GET data/counted.pending",
      "GET data/counted.pending",
      "POST data/counted",
      "DELETE metadata/counted.pending",
      "PATCH metadata/counted",
    ],
    end: ["GET metadata/counted", "GET data/counted.pending", "GET metadata/counted", "POST destroy/counted"],
    early: [
      "GET metadata/counted",
      "GET data/counted.pending",
      "PATCH metadata/counted",
      "GET metadata/counted",
      "POST destroy/counted",
    ],
  },
  Azure: {
    rotate: [
      "GET counted/versions",
      "GET counted-pending/",
      "GET counted-pending/ID", // what is current has waited there
      "GET counted-pending/versions",
      "GET counted/",
      "PUT counted-pending",
      "GET counted-pending/",
      "PATCH counted-pending/ID",
      "GET counted/",
      "GET counted-pending/ID",
      "PUT counted",
      "GET counted-pending/",
      "PATCH counted-pending/ID",
    ],
    end: [
      "GET counted/versions",
      "GET counted-pending/",
      "GET counted/versions",
      "PATCH counted-pending/ID",
      "PATCH counted/ID",
    ],
    early: [
      "GET counted/versions",
      "GET counted-pending/",
      "GET counted-pending/",
      "PATCH counted-pending/ID",
      "GET counted/versions",
      "PATCH counted/ID",
    ],
  },
  Google: {
    rotate: [
      "GetSecret",
      "ListSecretVersions",
      "AccessSecretVersion",
      "GetSecretVersion",
      "AddSecretVersion",
      "UpdateSecret",
      "GetSecret", // nobody else has noted anything meanwhile
      "ListSecretVersions",
      "UpdateSecret",
      "GetSecret", // nor given it up
      "ListSecretVersions",
      "GetSecretVersion",
      "AccessSecretVersion",
      "UpdateSecret",
      "AddSecretVersion",
      "DestroySecretVersion",
      "UpdateSecret",
    ],
    end: ["GetSecret", "ListSecretVersions", "GetSecretVersion", "GetSecretVersion", "DestroySecretVersion"],
    early: [
      "GetSecret",
      "ListSecretVersions",
      "UpdateSecret",
      "GetSecretVersion",
      "GetSecretVersion",
      "DestroySecretVersion",
    ],
  },
};

test.each(["AWS", "Parameter Store", "Vault", "Azure"])(
  "%s: the requests of a key's rotation and of the end of its grace, by kind",
  async (title) => {
    await using opened = (await openStores[title]?.()) ?? failed(title);
    expect(await requestsOn(opened, overHttp)).toEqual(expected[title]);
  },
);

test("Google: the requests of a key's rotation and of the end of its grace, by kind", async () => {
  await using fixture = await googleFixture();
  const calls = vi.spyOn(fixture.project, "call");
  const overGrpc = async (work: () => Promise<unknown>) => {
    calls.mockClear();
    await work();
    return calls.mock.calls.map(([operation]) => operation);
  };
  expect(await requestsOn(fixture, overGrpc)).toEqual(expected["Google"]);
});

function failed(title: string): never {
  throw new Error(`no store is called ${title}`);
}
