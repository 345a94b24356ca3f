import { vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { awsSecretsManager } from "./index.ts";

nameCases({
  name: "aws-secrets-manager",
  open() {
    const send = vi.fn<() => Promise<object>>(async () => ({}));
    return { store: awsSecretsManager({ client: { send } as never }), calls: () => send.mock.calls.length };
  },
  isName: (name) => /^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name),
  badPrefixes: ["a b", "a*", "$(id)", "a\n", "ü", "x".repeat(513)],
  badVersions: [], // any text may be a label
});
