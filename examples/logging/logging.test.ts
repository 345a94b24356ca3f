import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { envExample } from "@confide/core";
import { expect, test } from "vitest";

import definition from "./confide.config.ts";

test("every logger prints names in place of values, in whatever form", () => {
  const out = execFileSync(process.execPath, ["--import", "tsx", "main.ts"], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
  for (const logger of ['"msg":"pino"', '"msg":"pino, a child"', '"message":"winston"', "console "])
    expect(out).toContain(logger);
  for (const part of ["made-up", "pass/word", "pass%2Fword", btoa("made-up-stripe-key").slice(4, 12), "x7Kq"])
    expect(out).not.toContain(part);
  expect(out).toMatch(/Caught:\n(?: +\d+ × \[(?:secret|redacted) [\w.-]+\]\n)+$/);
  expect(out).toContain("[secret database.password]");
  expect(out).toContain("[secret stripe.apiKey]");
  expect(out).toContain("[redacted github-token]");
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
