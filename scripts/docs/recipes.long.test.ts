import { readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { afterEach, beforeAll, expect, test, vi } from "vitest";

import { goProgram } from "../servers.ts";
import { root } from "../workspace.ts";
import { blocksOf } from "./blocks.ts";
import { layOut } from "./project.ts";
import { runPage } from "./run.ts";

/** Inside the sandbox, so that the blocks' imports resolve. */
const folder = join(import.meta.dirname, "sandbox", "pages", `recipes-${process.pid}`);

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** As the page says why `npm run check` doesn't run a block. */
const NEEDED = "needs sops and age";

let programs: readonly string[] = [];

beforeAll(async () => {
  programs = [
    await goProgram("github.com/getsops/sops/v3/cmd/sops", "v3.13.3"),
    await goProgram("filippo.io/age/cmd/age-keygen", "v1.3.2"),
  ];
}, 1_800_000); // sops is built from its source, with the clients of three clouds

test("the commands of the page about sops do what it says, with sops and age themselves", async () => {
  vi.stubEnv("PATH", [...programs.map(dirname), process.env["PATH"]].join(delimiter));
  const name = "docs/recipes/sops.md";
  const { blocks, problems } = blocksOf(name, readFileSync(join(root, name), "utf8"));
  expect(blocks.filter(({ noRun }) => noRun === NEEDED)).toHaveLength(4);
  const able = blocks.map(({ noRun, ...block }) =>
    noRun === undefined || noRun === NEEDED ? block : { ...block, noRun },
  );
  const laid = layOut(able, join(folder, name));
  expect([...problems, ...(await runPage({ blocks: able, laid }))]).toEqual([]);
});
