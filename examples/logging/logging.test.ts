import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

test("every logger prints names in place of values, in whatever form", () => {
  const out = execFileSync(process.execPath, [join(import.meta.dirname, "main.ts")], { encoding: "utf8" });
  for (const logger of ['"msg":"pino"', '"msg":"pino, a child"', '"message":"winston"', "console "])
    expect(out).toContain(logger);
  for (const part of ["made-up", "pass/word", "pass%2Fword", btoa("made-up-stripe-key").slice(4, 12), "x7Kq"])
    expect(out).not.toContain(part);
  expect(out).toMatch(/Caught:\n(?: +\d+ × \[(?:secret|redacted) [\w.-]+\]\n)+$/);
  expect(out).toContain("[secret database.password]");
  expect(out).toContain("[secret stripe.apiKey]");
  expect(out).toContain("[redacted github-token]");
});
