import { expect, test } from "vitest";

import { vendorPackage } from "./vendor-package.ts";

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

test.each([
  ["isn't installed", coded("Cannot find package 'etcd3' imported from /app/a.js", "ERR_MODULE_NOT_FOUND")],
  ["isn't installed, for CommonJS", coded("Cannot find module 'etcd3'", "MODULE_NOT_FOUND")],
  ["a bundler has left out", new Error('Dynamic require of "etcd3" is not supported')],
  ["throws", new TypeError("canary-5e1f0c77d2")],
])("a package that %s is named, with what to do", async (_, thrown) => {
  const error: unknown = await vendorPackage("etcd", "etcd3", () => Promise.reject(thrown)).catch(
    (each: unknown) => each,
  );
  expect(error).toMatchObject({ name: "SourceError", reason: "unknown", store: "etcd", retryable: false });
  expect(String(error)).toContain(
    "etcd needs the package etcd3, which could not be imported: run npm install etcd3, and",
  );
  expect(JSON.stringify(error) + String(error)).not.toContain("canary");
});

test("a package that is there is given", async () => {
  expect(await vendorPackage("etcd", "etcd3", async () => ({ version: 3 }))).toEqual({ version: 3 });
});
