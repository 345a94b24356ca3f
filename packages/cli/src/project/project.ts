import { existsSync } from "node:fs";
import { join } from "node:path";

import { codeFiles } from "./code-files.ts";
import { type Compiler, findCompiler } from "./compiler.ts";
import { findGitHost } from "./git.ts";
import { type ProjectManifest, readManifest } from "./manifest.ts";
import { findPackageManager, type PackageManager } from "./package-manager.ts";

/** Those for which `init` writes a test. */
export type TestRunner = "vitest" | "jest" | "node:test";

/** Those that find no test of `node:test`. */
const OTHER_RUNNERS = ["mocha", "ava", "jasmine", "tap", "tape", "uvu"] as const;
type OtherRunner = (typeof OTHER_RUNNERS)[number];

/** What is in a folder, found without running anything of it. */
export interface ProjectFacts {
  readonly folder: string;
  readonly manifest: ProjectManifest;
  readonly packageManager: PackageManager;
  readonly compiler: Compiler | undefined;
  /** Whether it has TypeScript of its own. */
  readonly typescript: boolean;
  readonly framework: string | undefined;
  readonly testRunner: TestRunner | OtherRunner;
  readonly gitHost: string | undefined;
  readonly codeFiles: readonly string[];
}

export async function lookAtProject(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProjectFacts> {
  const manifest = readManifest(folder);
  const [packageManager, compiler, gitHost] = await Promise.all([
    findPackageManager(folder),
    findCompiler(folder),
    findGitHost(folder, env),
  ]);
  return {
    folder,
    manifest,
    packageManager,
    compiler,
    typescript: compiler !== undefined || manifest.dependencies.has("typescript"),
    framework: FRAMEWORKS.find(([dependency]) => manifest.dependencies.has(dependency))?.[1],
    testRunner: testRunnerOf(folder, manifest),
    gitHost,
    codeFiles: codeFiles(folder),
  };
}

/** The first that is there: a framework that is built on another comes before it. */
const FRAMEWORKS: readonly (readonly [dependency: string, name: string])[] = [
  ["next", "Next.js"],
  ["nuxt", "Nuxt"],
  ["astro", "Astro"],
  ["@sveltejs/kit", "SvelteKit"],
  ["@remix-run/node", "Remix"],
  ["@react-router/node", "React Router"],
  ["@nestjs/core", "NestJS"],
  ["wrangler", "Workers"],
  ["fastify", "Fastify"],
  ["express", "Express"],
  ["hono", "Hono"],
  ["koa", "Koa"],
  ["vite", "Vite"],
];

function testRunnerOf(folder: string, { dependencies, scripts }: ProjectManifest): TestRunner | OtherRunner {
  const script = scripts.get("test") ?? "";
  if (dependencies.has("vitest")) return "vitest";
  const hasJest = dependencies.has("jest") || /\bjest\b/.test(script);
  if (hasJest || existsSync(join(folder, "jest.config.js"))) return "jest";
  const words = script.split(/[^\w:-]+/);
  const other = OTHER_RUNNERS.find((name) => words.includes(name) || dependencies.has(name));
  return other === undefined || words.includes("--test") ? "node:test" : other;
}
