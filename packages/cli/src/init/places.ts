import { existsSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";

import type { ProjectFacts } from "../project/project.ts";

/** Where the files of `init` go. */
export interface InitPlaces {
  readonly config: string;
  readonly test: string;
  /** The definition, as the test imports it. */
  readonly specifier: string;
}

/**
 * Beside package.json. A compiler that writes files would move them for a file outside of `src`, so there the definition is in
 * `src`, where the commands find it too.
 */
export function initPlaces(project: ProjectFacts): InitPlaces {
  const { folder, compiler } = project;
  const inSource = compiler?.emits === true && existsSync(join(folder, "src"));
  const extension = extensionFor(project);
  const config = join(folder, ...(inSource ? ["src"] : []), `confide.config${extension}`);
  const test = testPath(config, project);
  const named = relative(dirname(test), config).replaceAll("\\", "/");
  const path = named.startsWith(".") ? named : `./${named}`;
  return {
    config,
    test,
    specifier: path.slice(0, -extname(path).length) + importExtension(test, extension, project),
  };
}

/**
 * Node runs a `.ts` of a CommonJS package as CommonJS, in which no import stands. What a compiler or jest makes CommonJS of is
 * taken as it is.
 */
function extensionFor({ typescript, manifest, compiler, testRunner }: ProjectFacts): string {
  if (!typescript) return manifest.isModule ? ".js" : ".mjs";
  const isCompiled = compiler?.emits === true || testRunner === "jest";
  return manifest.isCommonJs && !isCompiled ? ".mts" : ".ts";
}

/** JavaScript names a file as it is called; what is compiled to CommonJS needs no extension, and jest finds none that it gets. */
function importExtension(test: string, extension: string, { compiler, manifest }: ProjectFacts): string {
  if (!isTypeScript(extension) || !test.endsWith(extension)) return extension;
  const { extension: found = "" } = compiler ?? {};
  if (extension === ".mts") return found === ".ts" ? ".mts" : ".mjs";
  return found === ".js" && !manifest.isModule ? "" : found;
}

/**
 * Node's own runner takes a `.ts` as it is called, which a compiler may not: then the test is JavaScript. What is compiled to
 * CommonJS is tested as that.
 */
function testExtension(extension: string, { compiler, testRunner, manifest }: ProjectFacts): string {
  if (manifest.isCommonJs && compiler?.emits === true) return extension;
  const isNodes =
    testRunner === "node:test" && !/\btsx\b|ts-node/.test([...manifest.scripts.values()].join("\n"));
  return isTypeScript(extension) && isNodes && compiler?.extension !== ".ts" ? ".mjs" : extension;
}

function isTypeScript(extension: string): boolean {
  return extension === ".ts" || extension === ".mts";
}

/** Called as the tests that are there. */
function testPath(config: string, project: ProjectFacts): string {
  const existing = project.codeFiles.find((path) => TEST_NAME.test(path) && !/\be2e\b/.test(path));
  const kind = TEST_NAME.exec(existing ?? "")?.[1] ?? (project.framework === "NestJS" ? "spec" : "test");
  const name = `${basename(config, extname(config))}.${kind}${testExtension(extname(config), project)}`;
  return join(testFolder(config, existing, project), name);
}

const TEST_NAME = /\.(test|spec)\.[cm]?[jt]sx?$/;

/** Where the runner looks: in jest's own folder, else in that of the tests that are there, else beside the definition. */
function testFolder(
  config: string,
  existing: string | undefined,
  { folder, manifest }: ProjectFacts,
): string {
  const { rootDir } = manifest.jest;
  if (typeof rootDir === "string" && existsSync(join(folder, rootDir))) return join(folder, rootDir);
  if (existing === undefined) return dirname(config);
  const [top = "", ...below] = relative(folder, existing).split(/[\\/]/);
  return below.length > 0 ? join(folder, top) : folder;
}
