import { Secret } from "@confide/core";

import { defineIssuer } from "../src/issuers/define-issuer.ts";
import type { Issuer, IssuerValue } from "../src/issuers/issuer.ts";
import type { RotationLock } from "../src/locks/lock.ts";
import { IssuerError } from "../src/rotation-error.ts";
import { azureStorageVendor } from "./fakes/azure-storage.ts";
import { iamVendor } from "./fakes/iam.ts";
import { mongodbVendor } from "./fakes/mongodb.ts";
import { mysqlDualVendor, mysqlVendor } from "./fakes/mysql.ts";
import { redisVendor } from "./fakes/redis.ts";
import { target, textOf } from "./target.ts";

/** What takes credentials, as the model sees it. */
export interface Vendor {
  readonly issuer: Issuer;
  readonly first: string;
  /** Everything that it takes now. */
  readonly valid: () => readonly string[];
  /** Ended, and never to be taken again. */
  readonly revoked: () => ReadonlySet<string>;
  /** Whether a rotation has a grace there. */
  readonly hasGrace: boolean;
  /** Left out where rotators need none. */
  readonly lock?: RotationLock;
}

const secret = (text: string) => new Secret<string | Uint8Array>(text);

/** Takes any number of keys, which are made here. */
function given(): Vendor {
  const { issuer, valid, revoked } = target("first-key");
  return { issuer, first: "first-key", valid: () => [...valid], revoked: () => revoked, hasGrace: true };
}

/** Makes its keys itself, and takes so many at once. */
function maker(most: number): Vendor {
  const keys = new Map([["0", { value: "0 first-key", rotationId: "" }]]);
  const revoked = new Set<string>();
  const idOf = (value: IssuerValue) => textOf(value).split(" ")[0] ?? "";
  let count = 0;
  const issuer = defineIssuer({
    async create({ rotationId }) {
      if (keys.size >= most) throw new IssuerError("as many keys as the vendor takes");
      const id = String(++count);
      const value = `${id} made-${crypto.randomUUID()}`;
      keys.set(id, { value, rotationId });
      return secret(value);
    },
    async test({ value }) {
      if (keys.get(idOf(value))?.value !== textOf(value)) throw new Error("not accepted");
    },
    async revoke({ handle = "" }) {
      const key = keys.get(handle);
      if (key) revoked.add(key.value);
      keys.delete(handle);
    },
    listCreated: async (rotationId) =>
      [...keys].flatMap(([id, key]) => (key.rotationId === rotationId ? id : [])),
    handleOf: idOf,
  });
  const valid = () => [...keys.values()].map(({ value }) => value);
  return { issuer, first: "0 first-key", valid, revoked: () => revoked, hasGrace: true };
}

/** Two users take turns, as in a database. What is set and ended is so under its own lock. */
function slots(): Vendor {
  const passwords = new Map([["a", "a first-key"]]);
  const revoked = new Set<string>();
  const userOf = (value: IssuerValue) => textOf(value).split(" ")[0] ?? "";
  const issuer = defineIssuer({
    credentials: "two-slots",
    create: async ({ current }) => {
      const next = userOf(await current()) === "a" ? "b" : "a";
      return secret(`${next} made-${crypto.randomUUID()}`);
    },
    async apply({ value, mustGoOn }) {
      await mustGoOn();
      passwords.set(userOf(value), textOf(value));
    },
    async test({ value }) {
      if (passwords.get(userOf(value)) !== textOf(value)) throw new Error("not accepted");
    },
    async revoke({ handle = "", mustGoOn }) {
      await mustGoOn();
      const password = passwords.get(handle);
      if (password !== undefined) revoked.add(password);
      passwords.delete(handle);
    },
    handleOf: userOf,
  });
  const valid = () => [...passwords.values()];
  return { issuer, first: "a first-key", valid, revoked: () => revoked, hasGrace: true };
}

/** Holds one credential: setting the new one ends the old one. */
function single(): Vendor {
  let held = "first-key";
  const issuer = defineIssuer({
    credentials: "one",
    create: async () => secret(`made-${crypto.randomUUID()}`),
    async apply({ value, mustGoOn }) {
      await mustGoOn();
      held = textOf(value);
    },
    async test({ value }) {
      if (held !== textOf(value)) throw new Error("not accepted");
    },
  });
  return { issuer, first: "first-key", valid: () => [held], revoked: () => new Set(), hasGrace: false };
}

export const vendors: Readonly<Record<string, () => Vendor>> = {
  "any number of keys": given,
  "keys that the vendor makes": () => maker(Infinity),
  "two keys that the vendor makes": () => maker(2),
  "two users": slots,
  "one credential": single,
  "two access keys of an IAM user": iamVendor,
  "two keys of an Azure storage account": azureStorageVendor,
  "passwords of one Redis user": redisVendor,
  "two MongoDB users": mongodbVendor,
  "two passwords of one MySQL user": mysqlDualVendor,
  "two MySQL users": mysqlVendor,
};
