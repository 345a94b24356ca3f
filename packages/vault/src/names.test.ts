import { expect, test, vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { hashicorpVault } from "./index.ts";
import { apiPath, checkMount, checkName, checkPrefix, checkRef, versionNumber } from "./names.ts";

nameCases({
  name: "vault",
  open() {
    const request = vi.fn<() => Promise<object>>(async () => ({ data: {} }));
    return { store: hashicorpVault({ client: { request } }), calls: () => request.mock.calls.length };
  },
  // A path of Vault may have nearly any character, and each is encoded.
  isName: (name) =>
    !/[\p{Cc}\p{Cs}]/u.test(name) &&
    name.split("/").every((part) => part !== "" && part === part.trim() && part !== "." && part !== ".."),
  badPrefixes: ["../", "a/../", "./", "/", "a//", "a/\n/", " a/", "a/../../sys/"],
  badVersions: ["0", "-1", "1.5", "latest", "", "1/../2", "1&x=1", "1\n", "1".repeat(16)],
});

const message = (words: string): Error =>
  expect.objectContaining({
    reason: "invalid-ref",
    message: expect.stringMatching(words) as string,
  }) as Error;

test.each([
  ["a//b", "a//b has an empty part$"],
  ["a/../b", "a/../b has a part of dots only$"],
  ["a/.", "a/. has a part of dots only$"],
  ["a\u0001", "has a character that can't be printed$"],
  ["a\uD800", "has a character that can't be printed$"],
  ["a\uFFFD", "has a character that can't be printed$"],
  ["a/ b", "a/ b has a part that begins or ends with white space$"],
  ["a /b", "a /b has a part that begins or ends with white space$"],
])("what is wrong with the name %j is said", (name, words) => {
  expect(() => checkName(name)).toThrow(message(words));
  expect(() => checkName(name)).toThrow(expect.objectContaining({ ref: name }));
});

test.each(["a", "...", "..a", "a..", ".a", "a.", "a b", "ü/?#%"])("%j is a name", (name) => {
  expect(() => checkName(name)).not.toThrow();
});

test("a prefix is judged up to its last slash", () => {
  for (const prefix of ["", "..", " a", "a", "a/..", "a/ b"]) expect(() => checkPrefix(prefix)).not.toThrow();
  for (const prefix of ["../", "/a", "a//b"]) expect(() => checkPrefix(prefix)).toThrow(message("has a"));
});

test("a mount is a path without characters that mean more elsewhere", () => {
  for (const mount of ["kv", "team/kv-2", "a.b"]) expect(() => checkMount(mount)).not.toThrow();
  for (const character of `?#%&*+{}"\\`)
    expect(() => checkMount(`a${character}b`)).toThrow(
      message("mount is not the path of an engine: it has a character that no mount has$"),
    );
  expect(() => checkMount("a//b")).toThrow(
    message("mount is not the path of an engine: it has an empty part$"),
  );
});

test("a version is a number from 1, of 15 digits at most", () => {
  expect(versionNumber("1", "a")).toBe(1);
  expect(versionNumber("9".repeat(15), "a")).toBe(999_999_999_999_999);
  for (const version of ["0", "01", "x1", "1x", "1".repeat(16)])
    expect(() => versionNumber(version, "a")).toThrow(message("a: versions are numbers here, from 1$"));
});

test("a version that can't be asked for says why", () => {
  const ref = { name: "database/creds/a", version: "1" };
  expect(() => checkRef(ref, { dynamic: ["database/creds/"], statics: [], kvVersion: 2 })).toThrow(
    message("asks for a version: credentials are made for each reader$"),
  );
  expect(() => checkRef(ref, { dynamic: ["x/"], statics: [], kvVersion: 1 })).toThrow(
    message("asks for a version: the engine there is KV v1, which keeps none$"),
  );
  expect(() => checkRef(ref, { dynamic: [], statics: [], kvVersion: undefined })).not.toThrow();
  expect(() => checkRef({ name: "a" }, { dynamic: ["a"], statics: [], kvVersion: 1 })).not.toThrow();
  const latest = { name: "a", version: "latest" };
  expect(() => checkRef(latest, { dynamic: [], statics: [], kvVersion: undefined })).toThrow(
    message("from 1$"),
  );
});

test("a path for the API is encoded segment by segment", () => {
  expect(apiPath("kv", "data", "a b/c?d")).toBe("kv/data/a%20b/c%3Fd");
});
