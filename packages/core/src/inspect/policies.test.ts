import { expect, test } from "vitest";
import * as z from "zod";

import { policiesOf } from "./policies.ts";
import { formatRef } from "../model/ref.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const schema = z.object({
  port: z.number().default(3000),
  database: z.object({ host: z.string(), password: secret(z.string()) }),
  stripe: z.object({ key: secret(z.string()), old: secret(z.string()) }),
});

test("asks each store for what the definition would read of it, each secret once", () => {
  const store = {
    ...memoryStore(),
    policy: (needs: readonly { ref: { name: string; version?: string } }[]) => ({
      format: "json" as const,
      text: needs.map(({ ref }) => formatRef(ref)).join(),
    }),
  };
  const refs = {
    database: "prod/database",
    "stripe.key": "prod/stripe#key",
    "stripe.old": "prod/stripe?version=previous#key",
  };
  const policies = policiesOf({
    schema,
    sources: [memory({}), optional(fromStore(store, { refs })), fromStore(memoryStore())],
  });
  expect(policies).toEqual([
    { store, policy: { format: "json", text: "prod/database,prod/stripe,prod/stripe?version=previous" } },
  ]);
});
