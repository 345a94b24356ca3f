import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { target } from "../test/target.ts";
import { keyVerifier } from "./verify/key-verifier.ts";
import { verifyNotice } from "./notify-by/http.ts";
import { configOf } from "./postgres/connection.ts";
import { credentialIn } from "./issuers/credential.ts";
import { rotate } from "./rotate.ts";

const held = new Secret<string | Uint8Array>('{"username":"app_a","password":"made-up"}');
const key = new Secret("a key of sixteen bytes");
const world = () => ({ store: memoryStore({ key: "first-key" }), name: "key" });

async function purposesOf(work: () => unknown): Promise<unknown[]> {
  const purposes = new Set<unknown>();
  const note = (event: unknown) => void purposes.add((event as { readonly purpose?: unknown }).purpose);
  subscribe("confide:reveal", note);
  await work();
  unsubscribe("confide:reveal", note);
  return [...purposes];
}

test.each<[purpose: string, by: string, work: () => unknown]>([
  ["rotation", "a user and its password", () => credentialIn(held)],
  ["connection", "an address of a database", () => configOf(new Secret("postgres://a:b@db.example/c"))],
  ["verification", "a key that somebody sends", async () => keyVerifier(world()).verify(new Secret("wrong-key"))],
  ["signature", "the key of a notice", () => verifyNotice({ body: "{}", signature: "t=1,v1=00", key })],
])("an audit says %s where the secret is %s", async (purpose, _, work) => {
  expect(await purposesOf(work)).toEqual([purpose]);
}); // prettier-ignore

test.each(["app#apiKey", "key"])("the reveals of a rotation of %s name it", async (name) => {
  const names = new Set<unknown>();
  const note = (event: unknown) => void names.add((event as { readonly setting?: unknown }).setting);
  const store = memoryStore({ key: "first-key", app: { apiKey: "first-key" } });
  const { issuer } = target("first-key");
  subscribe("confide:reveal", note);
  await rotate({ store, name, issuer, graceMs: 0, readerMaxAgeMs: 0 });
  unsubscribe("confide:reveal", note);
  names.delete(name.split("#")[0]);
  names.delete(name);
  expect([...names]).toEqual([]);
});

test("no reveal of a rotation is without its purpose", async () => {
  const { issuer } = target("first-key", { apply: async () => {}, test: async () => {}, revoke: async () => {} });
  expect(await purposesOf(async () => rotate({ ...world(), issuer }))).toEqual(["rotation"]);
}); // prettier-ignore
