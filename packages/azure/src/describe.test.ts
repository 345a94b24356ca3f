import type { SecretProperties } from "@azure/keyvault-secrets";
import { expect, test } from "vitest";

import { descriptionOf } from "./describe.ts";

const createdOn = new Date("2026-01-02T03:04:05Z");

function version(id: string, more: Partial<SecretProperties> = {}): SecretProperties {
  return { vaultUrl: "https://shop.vault.azure.net", name: "a", version: id, enabled: true, ...more };
}

const staged = (id: string, more: Partial<SecretProperties> = {}) =>
  version(id, { tags: { "confide-staged": "yes", "confide-sibling": "a", note: "text" }, ...more });

test("a description has each version's state, labels and date", () => {
  const versions = [version("1", { enabled: false, createdOn }), version("2")];
  expect(descriptionOf({ name: "a", current: version("2"), versions, sibling: staged("9") })).toEqual({
    name: "a",
    current: "2",
    pending: "staged-9",
    versions: [
      { version: "1", state: "disabled", labels: [], createdAt: createdOn },
      { version: "2", state: "enabled", labels: ["current"] },
      { version: "staged-9", state: "enabled", labels: ["pending"] },
    ],
    annotations: { note: "text" },
  });
});

test("without a current version and a sibling it has neither", () => {
  expect(descriptionOf({ name: "a", current: undefined, versions: [], sibling: undefined })).toEqual({
    name: "a",
    versions: [],
    annotations: {},
  });
});

test("what is beside the secret isn't pending where it is disabled, holds notes only, or has become current", () => {
  const promoted = version("2", { tags: { "confide-version": "staged-9" } });
  for (const sibling of [
    staged("9"),
    staged("8", { enabled: false }),
    version("8", { tags: { "confide-sibling": "a" } }),
  ]) {
    const described = descriptionOf({ name: "a", current: promoted, versions: [promoted], sibling });
    expect(described).not.toHaveProperty("pending");
    expect(described.versions.map(({ version: each }) => each)).toEqual(["staged-9"]);
  }
});

test("a version that was promoted twice is one", () => {
  const twice = ["2", "3"].map((id) => version(id, { tags: { "confide-version": "staged-9" } }));
  const { versions } = descriptionOf({ name: "a", current: twice[1], versions: twice, sibling: undefined });
  expect(versions).toEqual([{ version: "staged-9", state: "enabled", labels: ["current"] }]);
});
