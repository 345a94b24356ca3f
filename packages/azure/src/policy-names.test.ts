import { getOutcome, type Need } from "@confide/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";

import { anyName, HOSTILE_NAMES, unlessRefused } from "../../core/test/hostile-names.ts";
import { runShell } from "../../core/test/shell.ts";
import { azureKeyVault } from "./store.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
const credential = { getToken: async () => Promise.reject(new Error("nobody signs in")) };

function storeAt(vaultUrl = "https://shop.vault.azure.net") {
  return azureKeyVault({ vaultUrl, credential });
}

async function readRefuses(name: string): Promise<boolean> {
  const outcome = await getOutcome(storeAt(), { name }, context);
  return outcome?.error?.reason === "invalid-ref";
}

function scriptFor(needs: readonly Need[], vaultUrl?: string): string | undefined {
  return unlessRefused(() => storeAt(vaultUrl).policy?.(needs).text);
}

/** The secrets that a script would assign a role on, as the shell reads it. */
function assignedBy(script: string): string[] {
  const { calls, files } = runShell(script, "az", { ASSIGNEE: "oid" });
  expect(files).toEqual([]);
  return calls.flatMap((words) => {
    if (words[1] === "definition") return [];
    const [scope = ""] = words.slice(-1);
    expect(words.slice(0, -3)).toEqual(["role", "assignment", "create", "--assignee", "oid", "--role"]);
    expect(scope).toMatch(/^\/the\/vault\/secrets\//);
    return [scope.slice("/the/vault/secrets/".length)];
  });
}

test("a name that can't be asked for can't be granted, and any other is granted exactly", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, fc.constantFrom("read", "rotate"), async (name, can) => {
      const script = scriptFor([{ ref: { name }, can }]);
      const granted = script === undefined ? [] : assignedBy(script);
      const exactly = can === "read" ? [name] : [name, `${name}-pending`];
      expect((await readRefuses(name)) ? [[]] : [[], exactly]).toContainEqual(granted);
    }),
  );
});

test.each(HOSTILE_NAMES.filter((name) => !/^[-\w]{1,127}$/.test(name)))(
  "a policy with %j beside a good name is none",
  (name) => {
    const needs = ["good", name].map((each) => ({ ref: { name: each }, can: "read" as const }));
    expect(scriptFor(needs)).toBeUndefined();
  },
);

test("a version that can't be asked for has no policy; one that was staged is granted where it is read", () => {
  const hex = "0123456789abcdef".repeat(2);
  const granted = (version: string) => {
    const script = scriptFor([{ ref: { name: "a", version }, can: "read" }]);
    return script === undefined ? undefined : assignedBy(script);
  };
  expect(granted("$(touch x)")).toBeUndefined();
  expect(granted(hex)).toEqual(["a"]);
  expect(granted(`staged-${hex}`)).toEqual(["a-pending"]);
});

test("a name with no room for its sibling is read, but not rotated", async () => {
  const [longest, longer] = ["x".repeat(119), "x".repeat(120)];
  expect(scriptFor([{ ref: { name: longest }, can: "rotate" }])).toBeDefined();
  expect(scriptFor([{ ref: { name: longer }, can: "rotate" }])).toBeUndefined();
  expect(scriptFor([{ ref: { name: longer }, can: "read" }])).toBeDefined();
  await expect(storeAt().describe(longer, context)).rejects.toMatchObject({ reason: "invalid-ref" });
});

test.each([
  "https://$(touch x).vault.azure.net",
  "https://`touch x`.vault.azure.net",
  'https://a"b.vault.azure.net',
  "https://-a.vault.azure.net",
  "http://shop.vault.azure.net",
  "https://user:canary@shop.vault.azure.net",
  "$(touch x)",
  "canary",
  "",
])("%j is no vault's address", async (vaultUrl) => {
  expect(scriptFor([{ ref: { name: "a" }, can: "rotate" }], vaultUrl)).toBeUndefined();
  const outcome = await getOutcome(storeAt(vaultUrl), { name: "a" }, context);
  expect(outcome?.error?.reason).toBe("invalid-ref");
  expect(outcome?.error?.message).not.toContain("canary");
});
