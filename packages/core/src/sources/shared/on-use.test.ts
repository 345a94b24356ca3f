import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

import { importOnUse, type PackageOnUse, requireOnUse } from "./on-use.ts";

test("finds each package, at once and with a promise", async () => {
  const packages: readonly PackageOnUse<object>[] = [
    { name: "dotenv", load: () => import("dotenv") },
    { name: "yaml", load: () => import("yaml") },
    { name: "smol-toml", load: () => import("smol-toml") },
  ];
  for (const onUse of packages) {
    expect(requireOnUse(onUse)).toBeDefined();
    expect(await importOnUse(onUse)).toBe(requireOnUse(onUse));
  }
  expect(
    await importOnUse({ name: "not-there", load: () => Promise.reject(new Error("no")) }),
  ).toBeUndefined();
});

const PROGRAM = `
  import { dotenv } from ${JSON.stringify(join(import.meta.dirname, "../dotenv/dotenv.ts"))};
  import { file } from ${JSON.stringify(join(import.meta.dirname, "../file/file.ts"))};
  const setting = (name) => ({ name, path: [name], env: [], groups: [], secret: false, valueType: { type: "text" } });
  const wanted = [setting("a"), setting("b")];
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 5000, settings: wanted };
  const show = ({ answers }) => answers.map(({ value, error }) => (error ? error.message : value));
  async function main() {
    const sources = [dotenv(), file("a.json"), file("a.yaml"), file("a.toml")];
    const now = process.argv[2] === "sync";
    for (const source of sources) {
      console.log(source.name, ...show(now ? source.readSync(wanted, context) : await source.read(wanted, context)));
    }
  }
  void main();
`;

let folder = "";
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "confide-bundle-"));
  const files = { ".env": `A="x\\ny" # z\nB=1`, "a.json": '{"a":1}', "a.yaml": "a: 1", "a.toml": "a = 1" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const stdin = { contents: PROGRAM, resolveDir: import.meta.dirname };
  for (const [format, ending] of [
    ["esm", "mjs"],
    ["cjs", "cjs"],
  ] as const) {
    const outfile = join(folder, `bundle.${ending}`);
    await build({ stdin, outfile, format, bundle: true, platform: "node", logLevel: "silent" });
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(bundle: string, ...args: string[]): string[] {
  // pnpm's shims put the workspace's own packages within reach of every child.
  const { NODE_PATH: _, ...env } = process.env;
  return execFileSync(process.execPath, [bundle, ...args], { cwd: folder, encoding: "utf8", env })
    .trim()
    .split("\n");
}

const VALUES = [".env x", "y 1", "a.json 1"];

test("in one file with nothing beside it, .env and JSON are read in any form", () => {
  for (const bundle of ["bundle.mjs", "bundle.cjs"]) {
    expect(run(bundle).slice(0, 3)).toEqual(VALUES);
    expect(run(bundle, "sync").slice(0, 3)).toEqual(VALUES);
  }
});

test("a package that can't be loaded is named, with what to do", () => {
  const needs = (path: string, name: string) => {
    const message = `${path} needs the package ${name}: npm install ${name}, and leave it out of the bundle`;
    return [path, message, message].join(" ");
  };
  const messages = [needs("a.yaml", "yaml"), needs("a.toml", "smol-toml")];
  expect(run("bundle.mjs", "sync").slice(3)).toEqual(messages);
  expect(run("bundle.cjs").slice(3)).toEqual(["a.yaml 1", "a.toml 1"]); // carried in the bundle
});

test("packages beside the bundle are found, also by require()", () => {
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
  for (const bundle of ["bundle.mjs", "bundle.cjs"]) {
    expect(run(bundle)).toEqual([...VALUES, "a.yaml 1", "a.toml 1"]);
    expect(run(bundle, "sync")).toEqual([...VALUES, "a.yaml 1", "a.toml 1"]);
  }
});
