import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { Secret } from "../secret/secret.ts";
import { auditFile } from "./audit-file.ts";
import { readAudit } from "./read-audit.ts";

test("yields all entries of all files, and leaves out what is none", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "confide-audit-")), "audit.log");
  for (let turn = 0; turn < 3; turn++) {
    const audit = auditFile(path, { maxBytes: 300, onProblem: () => {} });
    new Secret("value", `s${turn}`).reveal();
    await audit.close();
  }
  appendFileSync(path, '[1]\n"x"\nno JSON\n\n{"n":99');
  const read = await Array.fromAsync(readAudit(path));
  const words = read.map(({ entry: { event, setting } }) => [event, setting]);
  expect(words).toEqual(
    [0, 1, 2].flatMap((turn) => [
      ["open", undefined],
      ["reveal", `s${turn}`],
      ["close", undefined],
    ]),
  );
  expect(new Set(read.map(({ file }) => file)).size).toBeGreaterThan(1);
});

test("a file that can't be read is an error with its code", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "confide-audit-")), "none.log");
  await expect(Array.fromAsync(readAudit(path))).rejects.toMatchObject({ code: "ENOENT" });
});
