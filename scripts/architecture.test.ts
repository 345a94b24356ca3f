import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { describe, expect, test } from "vitest";

import {
  cliLayers,
  coreLayers,
  cycleIn,
  layerViolations,
  loadViolations,
  longFiles,
  modulesOf,
  packageLayers,
  redactLayers,
  scanLayers,
  sourcesOf,
  type Module,
} from "./architecture.ts";
import { publishedPackages, root } from "./workspace.ts";

const core = modulesOf(join(root, "packages/core/src"));

describe("core", () => {
  test("a file imports only from its own folder and from those to the left", () => {
    expect(layerViolations(core, coreLayers)).toEqual([]);
  });

  test("no file imports itself by a detour", () => {
    expect(cycleIn(core)).toBeUndefined();
  });

  test("the code loads zod's core with itself, and the rest on use", () => {
    expect(loadViolations(core)).toEqual([]);
  });

  test("no file is longer than one noun needs", () => {
    expect(longFiles(sourcesOf(join(root, "packages/core/src")))).toEqual([]);
  });
});

describe("redact", () => {
  const redact = modulesOf(join(root, "packages/redact/src"));

  test("a file imports only from its own folder and from those to the left", () => {
    expect(layerViolations(redact, redactLayers)).toEqual([]);
  });

  test("no file is longer than one noun needs", () => {
    expect(longFiles(sourcesOf(join(root, "packages/redact/src")))).toEqual([]);
  });
});

test("cli: a file imports only from its own folder and from those to the left, and none is longer than one noun needs", () => {
  const folder = join(root, "packages/cli/src");
  expect(layerViolations(modulesOf(folder), cliLayers)).toEqual([]);
  expect(longFiles(sourcesOf(folder))).toEqual([]);
});

test("scan: a file imports only from its own folder and from those to the left, and none is longer than one noun needs", () => {
  const folder = join(root, "packages/scan/src");
  expect(layerViolations(modulesOf(folder), scanLayers)).toEqual([]);
  expect(longFiles(sourcesOf(folder))).toEqual([]);
});

describe.each(publishedPackages())("$name", ({ folder }) => {
  test("is type-checked with all others", () => {
    const path = `packages/${basename(folder)}`;
    expect(readFileSync(join(root, "tsconfig.json"), "utf8")).toContain(`{ "path": "${path}" }`);
  });

  const allowed = packageLayers[basename(folder)] ?? [];
  const imports = modulesOf(join(folder, "src")).flatMap((module) => module.imports);

  test("has its place among the packages, and imports only those before it", () => {
    const own = /^@confide\/([^/]+)/;
    const imported = imports.flatMap(({ specifier }) => own.exec(specifier)?.[1] ?? []);
    expect(Object.keys(packageLayers)).toContain(basename(folder));
    expect(imported.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});

test("an example imports packages by their names, as whoever copies it will", () => {
  const climbing = globSync("examples/*", { cwd: root })
    .flatMap((example) => modulesOf(join(root, example)))
    .flatMap(({ imports }) => imports.filter(({ specifier }) => specifier.includes("packages/")));
  expect(climbing).toEqual([]);
});

// What these tests rest on can itself see a violation.
describe("a violation is seen", () => {
  const imports = (...specifiers: string[]): Module["imports"] =>
    specifiers.map((specifier) => ({ specifier, kind: "static", start: 0, end: 0, whole: [0, 0] }));
  const layers = [["a"], ["b", "folder"]];

  test.each([
    ["an import of what stands after", [{ path: "a.ts", imports: imports("./b.ts") }], "a.ts imports b.ts"],
    [
      "one out of a folder",
      [{ path: "a.ts", imports: imports("./folder/x.ts") }],
      "a.ts imports folder/x.ts",
    ],
    ["a file without a place", [{ path: "new.ts", imports: [] }], "new.ts has no place"],
  ])("%s", (_, modules, sentence) => {
    expect(layerViolations(modules, layers)).toEqual([expect.stringContaining(sentence)]);
  });

  test("one out of a folder beside its own", () => {
    const modules = [{ path: "folder/x.ts", imports: imports("../b.ts") }];
    expect(layerViolations(modules, layers)).toEqual([
      "folder/x.ts imports b.ts, which is not to the left of it",
    ]);
  });

  test("not one of the same folder or to the left", () => {
    const modules = [{ path: "folder/x.ts", imports: imports("../a.ts", "./y.ts") }];
    expect(layerViolations(modules, layers)).toEqual([]);
  });

  test("a cycle", () => {
    const modules = [
      { path: "a.ts", imports: imports("./b.ts") },
      { path: "b.ts", imports: imports("./folder/c.ts") },
      { path: "folder/c.ts", imports: imports("../b.ts") },
    ];
    expect(cycleIn(modules)).toEqual(["b.ts", "folder/c.ts", "b.ts"]);
  });

  test("a file of more than 200 lines", () => {
    const files = [200, 201].map((lines) => ({ path: `${lines}.ts`, code: "a();\n".repeat(lines) }));
    expect(longFiles(files)).toEqual(["201.ts has 201 lines, more than 200"]);
  });

  test("a package or a builtin that is loaded too early", () => {
    const modules = [{ path: "a.ts", imports: imports("zod/v4/core", "zod", "node:fs", "dotenv") }];
    expect(loadViolations(modules)).toHaveLength(4);
  });
});
