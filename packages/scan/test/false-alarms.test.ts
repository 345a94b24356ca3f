import { createRequire } from "node:module";
import { dirname } from "node:path";

import { expect, test } from "vitest";

import { scanner } from "../src/index.ts";
import { typicalSecrets } from "./kit/typical-secrets.ts";

const required = createRequire(import.meta.url);

// The whole of node_modules is looked through by the long test.
test.each(["zod", "fflate", "modern-tar", "fast-check"])("no secret is found in %s", async (name) => {
  const folder = dirname(required.resolve(`${name}/package.json`));
  const { findings, unread, looked } = await scanner(typicalSecrets(8)).path(folder);
  expect(findings).toEqual([]);
  expect(unread).toEqual([]);
  expect(looked.contents).toBeGreaterThan(5);
});
