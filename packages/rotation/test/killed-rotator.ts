// A process of the kill tests: `killed-rotator.mjs FOLDER AT WHEN` rotates a key in an encrypted file and in what accepts
// it, ends the grace, and kills itself by SIGKILL before or after its effect number AT. Without AT it goes to its end, and
// prints what came of it and how many effects there were.
import { readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

import { getOutcomes, type WritableSecretStore } from "@confide/core/adapter";
import { localStore } from "@confide/local";

import { endGrace } from "../src/end-grace.ts";
import type { Issuer } from "../src/issuers/issuer.ts";
import { defineIssuer } from "../src/issuers/define-issuer.ts";
import { randomKey } from "../src/issuers/random-key.ts";
import { rotate } from "../src/rotate.ts";
import { textOf } from "./target.ts";

const [, , folder = "", at = "", when = "", ...flags] = process.argv;
let count = 0;

/** A file of the keys that something accepts, replaced whole. */
const accepted = {
  path: join(folder, "accepted.json"),
  change(change: (keys: Set<string>) => void): void {
    const keys = new Set(JSON.parse(readFileSync(this.path, "utf8")) as string[]);
    change(keys);
    writeFileSync(`${this.path}.${process.pid}`, JSON.stringify([...keys]));
    renameSync(`${this.path}.${process.pid}`, this.path);
  },
};

function effect<A extends readonly unknown[], R>(call: (...parameters: A) => Promise<R>) {
  return async (...parameters: A): Promise<R> => {
    const isIt = ++count === Number(at);
    if (isIt && when === "before") process.kill(process.pid, "SIGKILL");
    const result = await call(...parameters);
    if (isIt) process.kill(process.pid, "SIGKILL");
    return result;
  };
}

const local = localStore({ path: join(folder, "secrets.age"), keyFile: join(folder, "key.txt") });
const store: WritableSecretStore = {
  ...local,
  get: effect(async (...rest) => local.get(...rest)),
  getMany: effect(async (...rest) => getOutcomes(local, ...rest)),
  describe: effect(async (...rest) => local.describe(...rest)),
  put: effect(async (...rest) => local.put(...rest)),
  promote: effect(async (...rest) => local.promote(...rest)),
  annotate: effect(async (...rest) => local.annotate(...rest)),
  retire: effect(async (...rest) => local.retire(...rest)),
};
const issuer: Issuer = defineIssuer({
  create: effect(randomKey().create),
  apply: effect(async ({ value }) => accepted.change((keys) => keys.add(textOf(value)))),
  test: effect(async ({ value }) => {
    const keys = JSON.parse(readFileSync(accepted.path, "utf8")) as string[];
    if (!keys.includes(textOf(value))) throw new Error("not accepted");
  }),
  revoke: effect(async ({ value }) => {
    const old = await value();
    if (old) accepted.change((keys) => keys.delete(textOf(old)));
  }),
});

const options = { store, name: "prod/api-key", issuer, readerMaxAgeMs: 0 };
const { outcome, rotationId } = await rotate({ ...options, graceMs: 3_600_000 });
if (!flags.includes("--keep")) await endGrace({ ...options, now: true });
writeSync(1, JSON.stringify({ outcome, rotationId, count }));
