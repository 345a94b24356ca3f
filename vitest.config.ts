import { configDefaults, defineConfig } from "vitest/config";

import { mutantOverlay } from "./scripts/mutants/overlay.ts";
import { fastCheckSeed } from "./scripts/vitest/plugin.ts";

// `vitest run` is everything fast. `--mode servers` runs what needs a server on this machine (*.servers.test.ts),
// `--mode long` what takes minutes (*.long.test.ts), the property tests with a hundred times the runs and every attack,
// `--mode attacks` these alone.
const everywhere = "{packages,examples,scripts,docs,bench}/**/*";
const slow = [`${everywhere}.servers.test.ts`, `${everywhere}.long.test.ts`];
const packed = "scripts/packages/*.test.ts";
const frameworks = "scripts/frameworks/*";
const exclude = [...configDefaults.exclude, "**/.cache/**", "scripts/docs/sandbox/**"];

export default defineConfig(({ mode }) => ({
  test: {
    globalSetup: ["scripts/vitest/print-seed.ts"],
    // By default one processor is left idle, which is half of a machine with two. Files of `servers` build on two by themselves.
    ...(mode !== "servers" && { maxWorkers: "100%" }),
    projects: projectsOf(mode),
  },
}));

function projectsOf(mode: string) {
  switch (mode) {
    case "servers":
      return [
        project("servers", {
          include: [`${everywhere}.servers.test.ts`],
          exclude: [...exclude, `${frameworks}.servers.test.ts`],
          hookTimeout: 300_000,
        }),
        frameworksProject("servers"),
      ];
    case "long":
      return [
        project("long", {
          include: [`${everywhere}.test.ts`],
          exclude: [...exclude, `${everywhere}.servers.test.ts`, packed, `${frameworks}.long.test.ts`],
          env: { FAST_CHECK_RUNS: "10000", ATTACKS: "all" },
          testTimeout: 600_000,
        }),
        frameworksProject("long"),
      ];
    case "attacks":
      return [project("attacks", { include: ["scripts/attacks/*.test.ts"], env: { ATTACKS: "all" } })];
    default:
      return [
        project("unit", { include: [`${everywhere}.test.ts`], exclude: [...exclude, ...slow, packed] }),
        project("packages", {
          include: [packed],
          globalSetup: ["scripts/packages/setup.ts"],
        }),
        project("types", {
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: [`${everywhere}.test-d.ts`],
            tsconfig: "tsconfig.test-d.json",
          },
        }),
      ];
  }
}

/** Each app is installed from the packed packages and built, two at once; the last may wait for all the others. */
function frameworksProject(suite: string) {
  return project("frameworks", {
    include: [`${frameworks}.${suite}.test.ts`],
    globalSetup: ["scripts/packages/setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 60_000,
    maxConcurrency: 100,
    retry: 0,
  });
}

// Some promises are about time ("within 50 ms of an abort"). On a machine that is busy with other things one may be missed
// by chance, so that CI looks twice; what is wrong stays wrong, as a run keeps its seed.
const retry = process.env.CI ? 2 : 0;

/** Far more than any test takes: only what hangs is ended, also on a machine that is busy with other things. */
const PATIENCE_MS = 120_000;

function project(name: string, test: object) {
  return {
    plugins: [fastCheckSeed(), mutantOverlay()],
    test: { name, exclude, retry, testTimeout: PATIENCE_MS, ...test },
  };
}
