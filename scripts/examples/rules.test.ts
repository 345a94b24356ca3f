// What makes an example a template: someone copies its folder, and has all of it.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { importsOf } from "../imports.ts";
import { type Manifest, root, run } from "../workspace.ts";
import { filesOf } from "./copied-example.ts";
import { imageProblems } from "./dockerfile.ts";
import { starts } from "./starts.ts";

const folder = join(root, "examples");
const names = readdirSync(folder);
const textOf = (...path: readonly string[]) => readFileSync(join(folder, ...path), "utf8");
const { catalog } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as {
  readonly catalog: Readonly<Record<string, string>>;
};
const { version } = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8")) as Manifest;

test("each example's start is tried", () => {
  expect(Object.keys(starts).sort()).toEqual([...names].sort());
});

test("the repository's .env.example is the quickstart's", () => {
  const text = readFileSync(join(root, ".env.example"), "utf8");
  expect(text.endsWith(`\n\n${textOf("quickstart", ".env.example")}`)).toBe(true);
});

describe.each(names)("%s", (name) => {
  const files = filesOf(name);
  const manifests = files.filter((path) => /(?:^|\/)package\.json$/.test(path));
  const manifestOf = (path: string) => JSON.parse(textOf(name, path)) as Manifest;

  test("has what a template has", () => {
    const needed = ["README.md", "package.json", "tsconfig.json", ".gitignore"];
    expect(files).toEqual(expect.arrayContaining(needed));
    expect(files.filter((path) => path.endsWith(".env.example"))).not.toEqual([]);
    expect(textOf(name, "README.md").split("\n").slice(0, 12).join("\n")).toContain("**Change first:**");
  });

  test("keeps .env out of git, and .env.example in", async () => {
    const ignores = async (path: string) =>
      (await run("git", ["check-ignore", "--quiet", "--no-index", path], { cwd: join(folder, name) }))
        .code === 0;
    expect([await ignores(".env"), await ignores(".env.local"), await ignores(".env.example")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("asks for versions that a registry has, the same as the workspace", () => {
    const wanted = manifests
      .map(manifestOf)
      .flatMap(({ dependencies, devDependencies }) =>
        Object.entries({ ...dependencies, ...devDependencies }),
      );
    const others = wanted.filter(([dependency, range]) => range !== rangeOf(dependency, range));
    expect(others).toEqual([]);
  });

  function rangeOf(dependency: string, range: string): string {
    if (dependency.startsWith("@confide/")) return `^${version}`;
    const shared = catalog[dependency] ?? range;
    return /^(?:workspace|catalog|file|link):/.test(shared) ? "a range" : shared.replace(/^(?=\d)/, "^");
  }

  test("imports nothing from outside its folder, and only packages that it asks for", () => {
    const code = files.filter((path) => /\.(?:[cm]?[jt]s|tsx)$/.test(path));
    const strangers = code.flatMap((path) =>
      importsOf(path, textOf(name, path))
        .filter(({ specifier }) => !isOwn(specifier, path) && !isAskedFor(specifier, path))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
    expect(code).not.toEqual([]);
    expect(strangers).toEqual([]);
  });

  function isOwn(specifier: string, path: string): boolean {
    if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return true;
    return /^\.\.?\//.test(specifier) && !normalize(join(dirname(path), specifier)).startsWith("..");
  }

  /** By a package.json of the file's folder or above. */
  function isAskedFor(specifier: string, path: string): boolean {
    const [wanted = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
    return manifests
      .filter((manifest) => path.startsWith(manifest.slice(0, -"package.json".length)))
      .map(manifestOf)
      .some(({ dependencies, devDependencies }) => wanted in { ...dependencies, ...devDependencies });
  }
});

test.each(names)("%s: a README that says `docker build` has a Dockerfile", (name) => {
  const builds = /docker build/.test(textOf(name, "README.md"));
  expect(builds && globSync("**/Dockerfile*", { cwd: join(folder, name) }).length === 0).toBe(false);
});

const dockerfiles = globSync("**/Dockerfile*", { cwd: folder, exclude: ["**/node_modules"] });

test.each(dockerfiles)("%s makes an image without root and without secrets", (path) => {
  expect(imageProblems(textOf(path))).toEqual([]);
  expect(existsSync(join(folder, dirname(path), ".dockerignore"))).toBe(true);
  expect(textOf(dirname(path), ".dockerignore").split("\n")).toEqual(
    expect.arrayContaining(["node_modules", ".env", ".env.*"]),
  );
});

test("what is wrong with an image is seen", () => {
  const text = "FROM node\nARG API_KEY\nENV DB_PASSWORD=x\nCOPY . .env ./\nCMD node main.ts\n";
  expect(imageProblems(text)).toEqual([
    "has one stage only: what builds it is part of it",
    "runs as root",
    "has a secret in ARG API_KEY",
    "has a secret in ENV DB_PASSWORD",
    "copies . .env ./",
    "has a CMD in a shell",
  ]);
});
