import { expect, test } from "vitest";
import * as z from "zod";

import { problemsOf } from "./problems-of.ts";
import type { Source } from "./source.ts";
import { env } from "./sources/env.ts";

const schema = z.object({ host: z.string(), port: z.string() });

function absent(location?: string): Source {
  const origin = { source: "app.env", ...(location !== undefined && { location }) };
  return {
    name: "app.env",
    locate: ({ name }) => name.toUpperCase(),
    read: async () => ({ answers: [], notes: [{ kind: "absent", message: "app.env isn't there", origin }] }),
  };
}

test("says of a missing setting that one of the places that were looked in isn't there", async () => {
  const problems = await problemsOf({ schema, sources: [env({ from: { PORT: "80" } }), absent()] });
  expect(problems).toMatchObject([
    { path: ["host"], fix: "app.env isn't there: create it, or set the value elsewhere" },
  ]);
});

test("keeps quiet where only one of a source's files isn't there", async () => {
  const [problem] = await problemsOf({ schema, sources: [absent("app.env.local")] });
  expect(problem).not.toHaveProperty("fix");
});

test("prefers a name that is nearly the right one", async () => {
  const typo = env({ from: { APP_HOTS: "a", APP_PORT: "80" }, prefix: "APP_" });
  const problems = await problemsOf({ schema, sources: [typo, absent()] });
  expect(problems).toMatchObject([{ fix: "env holds APP_HOTS: did you mean APP_HOST?" }]);
});
