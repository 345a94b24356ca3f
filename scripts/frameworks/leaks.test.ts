import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, describe, expect, test } from "vitest";

import { leaksIn, leaksInFolder, serverNamesIn, serverValuesIn } from "./leaks.ts";
import { buildSecret, greeting, runningSecret } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-leaks-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a secret is found", () => {
  test.each<readonly [form: string, written: string]>([
    ["as it is", `a ${runningSecret} b`],
    ["in another case", runningSecret.toUpperCase()],
    ["as base64", btoa(runningSecret)],
    ["as base64 after one byte", btoa(`:${runningSecret}`)],
    ["as base64 within others", btoa(`a:${runningSecret}:b`)],
  ])("%s", (_, written) => {
    expect(leaksIn(written)).toEqual(["runningSecret"]);
  });

  test.each<readonly [path: string, content: string | Buffer]>([
    ["dist/index.js", `"${buildSecret}"`],
    ["dist/index.js.map", btoa(buildSecret)],
    [".next/cache/.hidden/entry", buildSecret],
    ["dist/index.js.gz", gzipSync(buildSecret)],
    ["node_modules/.cache/entry", buildSecret],
  ])("in %s", (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    expect(leaksInFolder(folder)).toEqual([`${path}: buildSecret`]);
    rmSync(join(folder, path));
  });
});

test("a plain value is found in what browsers get, and only there", () => {
  writeFileSync(join(folder, "page.js"), greeting);
  expect(leaksInFolder(folder)).toEqual([]);
  expect(serverValuesIn(folder)).toEqual(["page.js: greeting"]);
  expect(serverNamesIn(folder)).toEqual([]);
  writeFileSync(join(folder, "page.js"), "({ poolSize: 7 })");
  expect(serverNamesIn(folder)).toEqual(["page.js: property"]);
});

test("a text without any holds none", () => {
  expect(leaksIn("canary")).toEqual([]);
});
