import { getOutcome, type Need } from "@confide/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";

import { anyName, HOSTILE_NAMES, unlessRefused } from "../../core/test/hostile-names.ts";
import { pathsIn } from "../test/hcl.ts";
import { context } from "../test/fixture.ts";
import { hashicorpVault, type HashicorpVaultOptions, tokenAuth } from "./index.ts";

function storeWith(options: HashicorpVaultOptions = {}) {
  const fetch = async () => Promise.reject(new Error("nobody is there"));
  return hashicorpVault({
    address: "https://vault.example",
    auth: tokenAuth("a-token"),
    kvVersion: 2,
    fetch,
    ...options,
  });
}

async function readRefuses(name: string, options: HashicorpVaultOptions = {}): Promise<boolean> {
  const outcome = await getOutcome(storeWith(options), { name }, context());
  return outcome?.error?.reason === "invalid-ref";
}

function pathsFor(needs: readonly Need[], options: HashicorpVaultOptions = {}): string[] | undefined {
  return unlessRefused(() => pathsIn(storeWith(options).policy?.(needs).text ?? ""));
}

test("a name that can't be asked for can't be granted, and any other is granted exactly", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, async (name) => {
      const paths = pathsFor([{ ref: { name }, can: "read" }]);
      expect((await readRefuses(name)) ? ["none"] : ["none", `secret/data/${name}`]).toContain(
        paths?.join("\n") ?? "none",
      );
    }),
  );
});

test("so it is for a rotation, and for credentials", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, async (name) => {
      const rotated = pathsFor([{ ref: { name }, can: "rotate" }]);
      const wanted = ["data", "metadata"].flatMap((part) => [
        `secret/${part}/${name}`,
        `secret/${part}/${name}.pending`,
      ]);
      expect([undefined, new Set([...wanted, `secret/destroy/${name}`])]).toContainEqual(
        rotated && new Set(rotated),
      );
      const made = pathsFor([{ ref: { name: `database/creds/${name}` }, can: "read" }]);
      expect([undefined, [`database/creds/${name}`, "sys/leases/revoke"]]).toContainEqual(made);
    }),
  );
});

const HARMLESS = new Set(
  HOSTILE_NAMES.filter((name) => pathsFor([{ ref: { name }, can: "read" }]) !== undefined),
);

test.each(
  HOSTILE_NAMES.filter((name) =>
    /[*\n\r\0]|\{\{|^\+|\/\+|\/\/|^\/|\/$|\.\.\/|\/\.\/|^\.{1,2}$|^\s*$/.test(name),
  ),
)("%j gets no policy", (name) => {
  expect(HARMLESS.has(name)).toBe(false);
});

test("what HCL would read as more than text is written so that it is text", () => {
  for (const name of ["a${b}", "a%{b}", 'a"b', "a\\b", "$${b}"])
    expect(pathsFor([{ ref: { name }, can: "read" }])).toEqual([`secret/data/${name}`]);
});

test("a version that can't be asked for has no policy", () => {
  const versions = (version: string, options?: HashicorpVaultOptions, name = "a") =>
    pathsFor([{ ref: { name, version }, can: "read" }], options);
  expect(versions("3")).toBeDefined();
  expect(versions("latest")).toBeUndefined();
  expect(versions("3", { kvVersion: 1 })).toBeUndefined();
  expect(versions("3", {}, "database/creds/a")).toBeUndefined();
});

test.each([
  "../sys",
  "a/../sys",
  "",
  "/",
  "a//b",
  "a\nb",
  "a?b",
  "a#b",
  "a%2e%2e",
  "a*",
  "+",
  "{{identity.entity.id}}",
  " a",
])("%j is no mount", async (mount) => {
  for (const kvVersion of [1, 2] as const) {
    expect(await readRefuses("a", { mount, kvVersion })).toBe(true);
    expect(pathsFor([{ ref: { name: "a" }, can: "read" }], { mount, kvVersion })).toBeUndefined();
  }
});
