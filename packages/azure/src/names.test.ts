import { vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
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
