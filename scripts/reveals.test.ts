import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

test("what confide itself reveals, an audit explains: each has its purpose", () => {
  const files = globSync("packages/*/src/**/*.ts", { cwd: ROOT }).filter(
    (file) => !/\.(?:test|long|servers|test-d)\./.test(file) && !file.includes("core/src/testing/"),
  );
  expect(files.length).toBeGreaterThan(500);
  const unexplained = files.flatMap((file) =>
    readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .filter((line) => /\.reveal\(\)/.test(line) && !/^\s*(?:\*|\/\/|\/\*)/.test(line))
      .map((line) => `${file}: ${line.trim()}`)
      // What the help of a command says of it.
      .filter((line) => !line.includes("`Secret.reveal()`")),
  );
  expect(unexplained).toEqual([]);
});
