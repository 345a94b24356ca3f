import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import * as index from "./index.ts";

test("these functions are public", () => {
  expect(Object.keys(index).sort()).toEqual([
    "encodedForms",
    "expressRedaction",
    "fastifyRedaction",
    "logRedaction",
    "pinoRedaction",
    "redactConsole",
    "redactOutput",
    "redactUncaught",
    "redactor",
    "secretFinder",
    "spanRedaction",
    "winstonRedaction",
  ]);
});

test("these types are public", () => {
  const source = readFileSync(new URL("./index.ts", import.meta.url), "utf8");
  const types = Array.from(source.matchAll(/\btype (\w+)/g), ([, name]) => name);
  expect(new Set(types)).toEqual(
    new Set([
      "FoundSecret",
      "RedactOutputOptions",
      "RedactUncaughtOptions",
      "Redactor",
      "RedactorOptions",
      "SecretFinder",
      "SecretFinderOptions",
    ]),
  );
});

test("no name is declared at the top level of two files", () => {
  const folder = new URL(".", import.meta.url);
  const files = globSync("**/*.ts", { cwd: fileURLToPath(folder) }).filter(
    (path) => !/\.test(?:-d)?\.ts$/.test(path),
  );
  const declared = files.flatMap((path) =>
    namesIn(readFileSync(new URL(path, folder), "utf8")).map((name) => ({ name, path })),
  );
  const twice = declared.filter(({ name, path }) =>
    declared.some((other) => other.name === name && other.path !== path),
  );
  expect(declared.length).toBeGreaterThan(100);
  expect(twice).toEqual([]);
});

function namesIn(source: string): readonly string[] {
  const declaration =
    /^(?:export )?(?:async )?(?:const|let|function|class|interface|type) (\[[\w, ]+\]|\w+)/gm;
  return Array.from(source.matchAll(declaration), ([, names = ""]) => names.match(/\w+/g) ?? []).flat();
}
