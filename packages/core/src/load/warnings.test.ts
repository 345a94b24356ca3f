import { expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../inspect/check-config.ts";
import type { Source } from "../contract/source.ts";
import type { Warning } from "../model/warning.ts";
import { env } from "../sources/env.ts";

const schema = z.object({ host: z.string(), port: z.string() });

function absent(location?: string): Source {
  return {
    name: "app.env",
    locate: ({ name }) => name.toUpperCase(),
    read: async () => ({ answers: [], warnings: [warning("app.env", location)] }),
  };
}

function warning(source: string, location = source): Warning {
  return { kind: "absent", message: "isn't there", origin: { source, location } };
}

test("says of a missing setting that one of the places that were looked in isn't there", async () => {
  const problems = await checkConfig({ schema, sources: [env({ from: { PORT: "80" } }), absent()] });
  expect(problems).toMatchObject([
    { path: ["host"], fix: "app.env isn't there: create it, or set the value elsewhere" },
  ]);
});

test("names every place that isn't there", async () => {
  const other = { ...absent(), name: "run", read: async () => ({ answers: [], warnings: [warning("run")] }) };
  const [problem] = await checkConfig({ schema, sources: [absent(), other] });
  expect(problem?.fix).toBe("app.env and run aren't there: create one, or set the value elsewhere");
});

test("keeps quiet where only one of a source's files isn't there", async () => {
  const [problem] = await checkConfig({ schema, sources: [absent("app.env.local")] });
  expect(problem).not.toHaveProperty("fix");
});

test("prefers a name that is nearly the right one", async () => {
  const typo = env({ from: { APP_HOTS: "a", APP_PORT: "80" }, prefix: "APP_" });
  const problems = await checkConfig({ schema, sources: [typo, absent()] });
  expect(problems).toMatchObject([{ fix: "env holds APP_HOTS: did you mean APP_HOST?" }]);
});
