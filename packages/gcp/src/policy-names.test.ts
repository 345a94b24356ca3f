import { getOutcome, type Need } from "@confide/core/adapter";
import fc from "fast-check";
import { expect, test } from "vitest";

import { anyName, HOSTILE_NAMES, unlessRefused } from "../../core/test/hostile-names.ts";
import { runShell } from "../../core/test/shell.ts";
import { type GoogleSecretManagerOptions, googleSecretManager } from "./store.ts";

const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
const nowhere = { initialize: async () => Promise.reject(new Error("nobody is there")) };

function storeWith(options: GoogleSecretManagerOptions = {}) {
  return googleSecretManager({ project: "shop", client: nowhere as never, ...options });
}

async function readRefuses(name: string): Promise<boolean> {
  const outcome = await getOutcome(storeWith(), { name }, context);
  return outcome?.error?.reason === "invalid-ref";
}

function scriptFor(needs: readonly Need[], options: GoogleSecretManagerOptions = {}): string | undefined {
  return unlessRefused(() => storeWith(options).policy?.(needs).text);
}

/** The secrets that a script would bind a role on, as the shell reads it. */
function boundBy(script: string): string[] {
  const { calls, files } = runShell(script, "gcloud", { MEMBER: "user:a@b.c", PROJECT: "shop" });
  expect(files).toEqual([]);
  return calls.flatMap(([group, verb, name = "", ...flags]) => {
    if (group !== "secrets" || verb === "describe") return [];
    expect(verb).toBe("add-iam-policy-binding");
    for (const flag of flags)
      expect(flag).toMatch(/^--(?:project=shop|location=.+|member=user:a@b\.c|role=.+)$/);
    return [name];
  });
}

test("a name that can't be asked for can't be granted, and any other is granted exactly", async () => {
  await fc.assert(
    fc.asyncProperty(anyName, fc.constantFrom("read", "rotate"), async (name, can) => {
      const script = scriptFor([{ ref: { name }, can }]);
      const granted = script === undefined ? [] : boundBy(script);
      const names = can === "read" ? [name] : [name, `${name}-pending`];
      expect((await readRefuses(name)) ? [[]] : [[], names]).toContainEqual(granted);
    }),
  );
});

test.each(HOSTILE_NAMES)("a policy with %j beside a good name is none", (name) => {
  const needs = ["good", name].map((each) => ({ ref: { name: each }, can: "read" as const }));
  expect(scriptFor(needs)).toBeUndefined();
});

test("a version that can't be asked for has no policy either", () => {
  expect(scriptFor([{ ref: { name: "a", version: "$(touch x)" }, can: "read" }])).toBeUndefined();
  expect(scriptFor([{ ref: { name: "a", version: "3" }, can: "read" }])).toBeDefined();
});

const BAD_PLACES = [
  "$(touch x)",
  "`touch x`",
  'a"b',
  "a b",
  "../b",
  "a/b",
  "evil.example#",
  "-a",
  "",
  "a\nb",
];

test.each(BAD_PLACES)("neither is %j a project or a location", async (place) => {
  const needs = [{ ref: { name: "a" }, can: "rotate" as const }];
  for (const options of [{ project: place }, { location: place }]) {
    expect(scriptFor(needs, options)).toBeUndefined();
    const outcome = await getOutcome(storeWith({ ...options }), { name: "a" }, context);
    expect(outcome?.error?.reason).toBe("invalid-ref");
    expect(outcome?.error?.message).not.toContain(place === "" ? "undefined" : place);
  }
});

test.each(["shop-prod", "example.com:shop", "123456789012"])("%s is a project", (project) => {
  const script = scriptFor([{ ref: { name: "a" }, can: "rotate" }], { project, location: "europe-west3" });
  const { calls } = runShell(script ?? "", "gcloud", { MEMBER: "m" });
  expect(calls).toContainEqual([
    "secrets",
    "add-iam-policy-binding",
    "a",
    `--project=${project}`,
    "--location=europe-west3",
    "--member=m",
    `--role=projects/${project}/roles/confideRotator`,
  ]);
});
