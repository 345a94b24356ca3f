import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { envExample, readSecret, Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { endGrace, fileLock, rotate } from "@confide/rotation";
import { afterAll, expect, test } from "vitest";

import definition from "./confide.config.ts";
import { dualKeyIssuer } from "./dual-key-issuer.ts";
import { ADMIN, fakeKeyVendor, fakeStorageAccount } from "./fake-vendors.ts";
import { vendorKeyIssuer } from "./vendor-key-issuer.ts";

// A copy, because a run writes into its folder.
const folder = mkdtempSync(join(tmpdir(), "rotation-"));
const isCopied = (path: string) =>
  !/\.age$|key\.txt$|node_modules/.test(path.slice(import.meta.dirname.length));
cpSync(import.meta.dirname, folder, { recursive: true, filter: isCopied });
symlinkSync(join(import.meta.dirname, "node_modules"), join(folder, "node_modules"), "junction");
afterAll(() => rmSync(folder, { recursive: true }));

const admin = new Secret(ADMIN);
const lock = fileLock({ folder: join(folder, "locks") });

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});

async function keyIn(store: Parameters<typeof readSecret>[0]): Promise<Record<string, string>> {
  return JSON.parse(String((await readSecret(store, "vendor")).reveal())) as Record<string, string>;
}

test(
  "the API goes on for whoever has the old key, until it is ended; also the second time",
  { timeout: 60_000 },
  async () => {
    for (let run = 0; run < 2; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "main.ts"], {
        cwd: folder,
      });
      expect(stdout.split("\n").map((line) => line.replace(/\s+/g, " "))).toEqual([
        "before: 200 hello, holder of a key",
        "rotated, new key: 200 hello, holder of a key",
        "old key, in grace: 200 hello, holder of a key (to be replaced)",
        "old key, ended: 401",
        "new key: 200 hello, holder of a key",
        "",
      ]);
    }
  },
);

test("an account with two keys: the one that isn't in use is made anew, and the other goes on", async () => {
  const account = await fakeStorageAccount();
  const store = memoryStore({ vendor: { slot: "key1", key: "first-key" } });
  const issuer = dualKeyIssuer({ url: account.url, token: admin });
  await expect(rotate({ store, name: "vendor", issuer })).rejects.toThrow(
    "two rotators would break each other's",
  );
  await rotate({ store, name: "vendor", issuer, lock });
  const { slot, key } = await keyIn(store);
  expect([slot, account.keys.get("key1"), account.keys.get("key2") === key]).toEqual([
    "key2",
    "first-key",
    true,
  ]);
  await endGrace({ store, name: "vendor", issuer, lock, now: true });
  expect([account.keys.get("key1") === "first-key", account.keys.get("key2") === key]).toEqual([false, true]);
  account.close();
});

test("a vendor whose answer got lost: no key is left over, and one that works is current", async () => {
  const vendor = await fakeKeyVendor();
  const store = memoryStore({ vendor: { id: "key_first", key: "sk_first" } });
  const issuer = vendorKeyIssuer({ url: vendor.url, admin });
  vendor.loseNextNewKey();
  await expect(rotate({ store, name: "vendor", issuer })).rejects.toThrow("create failed");
  expect(vendor.keys.size).toBe(2);
  await rotate({ store, name: "vendor", issuer });
  const { id = "" } = await keyIn(store);
  expect([...vendor.keys.keys()]).toEqual(["key_first", id]);
  await endGrace({ store, name: "vendor", issuer, now: true });
  expect([...vendor.keys.keys()]).toEqual([id]);
  vendor.close();
});
