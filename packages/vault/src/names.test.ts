import { vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { hashicorpVault } from "./index.ts";

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
