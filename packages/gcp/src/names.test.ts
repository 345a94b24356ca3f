import { vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
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
