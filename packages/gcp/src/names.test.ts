import { expect, test, vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { checkPlace, checkPrefix, lastPart, refusalOf, refuseFlag } from "./names.ts";
import { googleSecretManager } from "./store.ts";

nameCases({
  name: "google-secret-manager",
  open() {
    const calls = vi.fn<() => void>();
    const client = new Proxy({}, { get: (_, property) => (property === "then" ? undefined : calls) });
    return {
      store: googleSecretManager({ project: "shop", client: client as never }),
      calls: () => calls.mock.calls.length,
    };
  },
  isName: (name) => /^[A-Za-z0-9_-]{1,255}$/.test(name),
  badPrefixes: ["a/b", "a b", "../", "a.", "$(id)", "a\n", "x".repeat(256)],
  badVersions: ["0", "-1", "1/../2", "../1", "", "a b", "1\n", "$(id)", `a${"b".repeat(63)}`, "1".repeat(19)],
});

test("what is wrong with a ref is said", () => {
  expect(refusalOf({ name: "a/b" })).toMatchObject({
    reason: "invalid-ref",
    ref: "a/b",
    message: "google-secret-manager would refuse a/b: a name has 1 to 255 letters, digits, - and _",
  });
  expect(refusalOf({ name: "a", version: "b/c" })?.message).toMatch(
    /: a version is a number, latest or an alias of letters, digits, - and _$/,
  );
  expect(() => refuseFlag({ name: "-a" })).toThrow(/: gcloud takes a name that begins with - for a flag$/);
  for (const name of ["a-", "a"]) expect(() => refuseFlag({ name })).not.toThrow();
});

test.each(["1", "9".repeat(18), "latest", "A_b-1", `a${"b".repeat(62)}`])("%s is a version", (version) => {
  expect(refusalOf({ name: "a", version })).toBeUndefined();
});

test("a prefix is a name's beginning, or nothing", () => {
  for (const prefix of ["", "a", "-"]) expect(() => checkPrefix(prefix)).not.toThrow();
  expect(() => checkPrefix("a/")).toThrow(/a name has/);
});

test("a place that is none is named by its option", () => {
  const message = (words: string) => `google-secret-manager: the option ${words}`;
  for (const project of ["_a", "-a", "a/b", `a${"b".repeat(128)}`, "xa "])
    expect(() => checkPlace({ project })).toThrow(message("project is not a project's id or number"));
  for (const location of ["1a", "A", "a.b", `a${"b".repeat(63)}`])
    expect(() => checkPlace({ location })).toThrow(message("location is not one of Google's"));
  for (const place of [
    {},
    { project: `a${"b".repeat(127)}` },
    { project: "1.a:b_c-d" },
    { location: `a${"1".repeat(62)}` },
  ])
    expect(() => checkPlace(place)).not.toThrow();
});

test("a resource's last part is what stands after its last slash", () => {
  expect([lastPart("a/b/c"), lastPart("a"), lastPart(null), lastPart(undefined)]).toEqual(["c", "a", "", ""]);
});
