import { expect, test, vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { checkPair, checkPrefix, placeOf, refusalOf } from "./names.ts";
import { azureKeyVault } from "./store.ts";

nameCases({
  name: "azure-key-vault",
  open() {
    const calls = vi.fn<() => void>();
    const client = new Proxy(
      { vaultUrl: "https://shop.vault.azure.net" },
      {
        get: (of, property): unknown =>
          Reflect.get(of, property) ?? (property === "then" ? undefined : calls),
      },
    );
    return { store: azureKeyVault({ client: client as never }), calls: () => calls.mock.calls.length };
  },
  isName: (name) => /^[0-9A-Za-z-]{1,127}$/.test(name),
  badPrefixes: ["a/b", "a_b", "a b", "../", "$(id)", "a\n", "x".repeat(128)],
  badVersions: [
    "2",
    "",
    "../1",
    "a b",
    "0".repeat(31),
    "0".repeat(33),
    "G".repeat(32),
    "staged-",
    "staged-1",
    "Latest",
  ],
});

test("what is wrong with a ref is said", () => {
  const noRoom =
    "with -pending at its end, for what isn't current yet, a name has at most 127 characters too";
  const message = (ref: string, rule: string) => `azure-key-vault would refuse ${ref}: ${rule}`;
  expect(refusalOf({ name: "a_b" })).toMatchObject({
    reason: "invalid-ref",
    ref: "a_b",
    message: message("a_b", "a name has 1 to 127 letters, digits and -"),
  });
  expect(refusalOf({ name: "a", version: "2" })?.message).toBe(
    message("a?version=2", "a version is latest or 32 hexadecimal digits"),
  );
  const long = "x".repeat(120);
  const version = `staged-${"0".repeat(32)}`;
  expect(refusalOf({ name: long })).toBeUndefined();
  expect(refusalOf({ name: long, version })?.message).toBe(message(`${long}?version=${version}`, noRoom));
  expect(() => checkPair({ name: long })).toThrow(message(long, noRoom));
  expect(() => checkPair({ name: "x".repeat(119), version })).not.toThrow();
});

test("what was staged stands beside the secret, latest is no version of the client's", () => {
  const id = "0a".repeat(16);
  expect(placeOf({ name: "a" })).toEqual({ name: "a", version: "" });
  expect(placeOf({ name: "a", version: "latest" })).toEqual({ name: "a", version: "" });
  expect(placeOf({ name: "a", version: id })).toEqual({ name: "a", version: id });
  expect(placeOf({ name: "a", version: `staged-${id}` })).toEqual({ name: "a-pending", version: id });
});

test("a prefix is a name's beginning, or nothing", () => {
  for (const prefix of ["", "a", "-"]) expect(() => checkPrefix(prefix)).not.toThrow();
  expect(() => checkPrefix("a/")).toThrow(/a name has/);
});
