import { afterAll, beforeAll, expect, test } from "vitest";

import { startOpenBao } from "../../../scripts/servers.ts";
import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { type Server, tokenFor, adminOf } from "../test/fixture.ts";

let bao: Awaited<ReturnType<typeof startOpenBao>>;
let fake: FakeVault;

beforeAll(async () => {
  [bao, fake] = await Promise.all([startOpenBao(), fakeVault()]);
}, 300_000);
afterAll(async () => {
  await bao.stop();
  await fake.stop();
});

type Step = readonly [who: "root" | "app" | "nobody", method: string, path: string, body?: object];

const STEPS: readonly Step[] = [
  ["root", "GET", "kv/data/app"],
  ["root", "POST", "kv/data/app", { data: { a: 1 } }],
  ["root", "POST", "kv/data/app", {}],
  ["root", "POST", "kv/data/app", { data: { a: 2 }, options: { cas: 0 } }],
  ["root", "POST", "kv/data/app", { data: { a: 2 }, options: { cas: 1 } }],
  ["root", "GET", "kv/data/app"],
  ["root", "GET", "kv/data/app?version=1"],
  ["root", "GET", "kv/data/app?version=9"],
  ["app", "GET", "kv/data/app"],
  ["app", "POST", "kv/data/app", { data: { a: 3 } }],
  ["app", "GET", "kv/data/other"],
  ["app", "GET", "nowhere/data/app"],
  ["app", "GET", "sys/internal/ui/mounts/kv"],
  ["app", "GET", "sys/internal/ui/mounts/nowhere"],
  ["nobody", "GET", "kv/data/app"],
  ["root", "GET", "nowhere/data/app"],
  ["root", "GET", "kv/app"],
  ["root", "PATCH", "kv/metadata/app", { custom_metadata: { x: "1", y: "2" } }],
  ["root", "PATCH", "kv/metadata/app", { custom_metadata: { y: null }, metadata_cas: 1 }],
  ["root", "PATCH", "kv/metadata/app", { custom_metadata: { z: "3" }, metadata_cas: 1 }],
  ["root", "GET", "kv/metadata/app"],
  ["root", "GET", "kv/metadata?list=true"],
  ["root", "GET", "kv/metadata/none?list=true"],
  ["root", "POST", "kv/destroy/app", { versions: [1] }],
  ["root", "GET", "kv/data/app?version=1"],
  ["root", "DELETE", "kv/data/app"],
  ["root", "GET", "kv/data/app"],
  ["root", "DELETE", "kv/metadata/app"],
  ["root", "GET", "kv/metadata/app"],
  ["root", "POST", "sys/leases/renew", { lease_id: "database/creds/app/none" }],
  ["nobody", "POST", "sys/wrapping/unwrap", {}],
];

/** Status, errors, and of the data what is no time. */
async function play(server: Server): Promise<unknown[]> {
  const admin = adminOf(server);
  await admin("POST", "sys/mounts/kv", { type: "kv", options: { version: "2" } });
  const policy = `path "kv/data/app" { capabilities = ["read"] }`;
  await admin("POST", "sys/policies/acl/app", { policy });
  const tokens = { root: server.token, app: await tokenFor(admin, ["app"]), nobody: "s.nobody" };
  const answers: unknown[] = [];
  for (const [who, method, path, body] of STEPS) {
    const response = await fetch(`${server.url}/v1/${path}`, {
      method,
      headers: {
        "X-Vault-Token": tokens[who],
        ...(method === "PATCH" && { "content-type": "application/merge-patch+json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    answers.push({
      step: `${who} ${method} ${path}`,
      status: response.status,
      ...essence(await response.text()),
    });
  }
  return answers;
}

function essence(text: string): object {
  if (text === "") return {};
  const { errors, data, warnings } = JSON.parse(text) as {
    errors?: string[];
    data?: object;
    warnings?: string[];
  };
  const said = errors?.map((error) => error.replace(/(returned 403).*/, "$1"));
  return { errors: said, data: data && known(data), warns: Boolean(warnings) };
}

/** What a store reads of an answer, times only as set or not. */
function known(data: unknown): unknown {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
      if (GROUPS.has(name)) return [[name, known(value)]];
      if (TEXTS.has(name)) return [[name, value]];
      return name === "deletion_time" ? [[name, value !== ""]] : [];
    }),
  );
}

const GROUPS = new Set(["data", "metadata", "versions", "custom_metadata", "options", "keys", "1", "2"]);
const TEXTS = new Set(["a", "x", "y", "version", "current_version", "current_metadata_version", "destroyed"]);

test("the fake answers as OpenBao does", async () => {
  expect(await play(fake)).toEqual(await play(bao));
});
