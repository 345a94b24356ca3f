import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { cliPages, pagesFolder } from "./cli-pages.ts";

test("docs/cli/ is what the table of commands says; if not: node scripts/run.mjs node scripts/cli-pages.ts", async () => {
  const pages = await cliPages();
  expect(readdirSync(pagesFolder).toSorted()).toEqual([...pages.keys()].toSorted());
  for (const [name, text] of pages) expect(readFileSync(join(pagesFolder, name), "utf8")).toBe(text);
});
