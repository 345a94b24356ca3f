import { expect, test } from "vitest";

import { vendorPackage } from "./vendor-package.ts";

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

test.each([
  [
    "isn't installed",
    coded("Cannot find package 'etcd3' imported from /app/a.js", "ERR_MODULE_NOT_FOUND"),
    "is not installed: run npm install etcd3",
  ],
  [
    "isn't installed, for CommonJS",
    coded("Cannot find module 'etcd3'", "MODULE_NOT_FOUND"),
    "is not installed: run npm install etcd3",
  ],
  [
    "lacks another package",
    coded("Cannot find module 'grpc'", "MODULE_NOT_FOUND"),
    "could not be imported: run npm install etcd3, and where a bundler is used",
  ],
  [
    "a bundler has put into an ES module",
    new Error('Dynamic require of "fs" is not supported'),
    "can't run in a bundle of ES modules",
  ],
  ["is there without require", new ReferenceError("require is not defined"), "--external:etcd3"],
  ["throws", new TypeError("canary-5e1f0c77d2"), "could not be imported: run npm install etcd3"],
])("a package that %s is named, with what to do", async (_, thrown, why) => {
  const error: unknown = await vendorPackage("etcd", "etcd3", () => Promise.reject(thrown)).catch(
    (each: unknown) => each,
  );
  expect(error).toMatchObject({ name: "SourceError", reason: "unknown", store: "etcd", retryable: false });
  expect(String(error)).toContain("etcd needs the package etcd3, which ");
  expect(String(error)).toContain(why);
  expect(JSON.stringify(error) + String(error)).not.toContain("canary");
});

test("a package that is there is given", async () => {
  expect(await vendorPackage("etcd", "etcd3", async () => ({ version: 3 }))).toEqual({ version: 3 });
});
