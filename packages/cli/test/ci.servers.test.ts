import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { goProgram, pythonProgram } from "../../../scripts/servers.ts";
import { deployWorkflow, securityWorkflow } from "../src/ci/github-workflows.ts";
import type { CiFacts } from "../src/ci/ci-facts.ts";
import { Project } from "./kit/project.ts";

let actionlint: string;
let zizmor: Awaited<ReturnType<typeof pythonProgram>>;
beforeAll(async () => {
  actionlint = await goProgram("github.com/rhysd/actionlint/cmd/actionlint", "v1.7.12");
  zizmor = await pythonProgram("zizmor", "1.32.0");
});

const facts = (packageManager: string): CiFacts => ({
  packageManager,
  execute: (parameters) => `${packageManager} exec confide ${parameters}`,
  clouds: ["aws", "google", "azure", "vault"],
  environments: ["staging", "production"],
  hasDeploy: true,
  hasExample: true,
});

function lint(workflow: string): { readonly actionlint: string; readonly zizmor: string } {
  using project = new Project({ ".github/workflows/it.yml": workflow });
  const file = project.path(".github/workflows/it.yml");
  const first = spawnSync(actionlint, ["-no-color", "-shellcheck=", "-pyflakes=", file], {
    encoding: "utf8",
  });
  const second = spawnSync(
    join(zizmor.bin, "zizmor"),
    ["--offline", "--no-progress", "--persona=pedantic", "--format=plain", file],
    {
      encoding: "utf8",
      env: { ...process.env, ...zizmor.env, NO_COLOR: "1" },
    },
  );
  return {
    actionlint: first.stdout + first.stderr,
    zizmor: second.status === 0 ? "" : second.stdout + second.stderr,
  };
}

describe.each(["npm", "pnpm", "yarn", "bun"])("the workflows of a project with %s", (packageManager) => {
  test.each([
    ["security", securityWorkflow],
    ["deploy", deployWorkflow],
  ])("%s are as actionlint and zizmor want them", (_, workflow) => {
    expect(lint(workflow(facts(packageManager)))).toEqual({ actionlint: "", zizmor: "" });
  });
});

test("what they refuse is refused here too", () => {
  const workflow = securityWorkflow(facts("npm"));
  expect(lint(workflow.replace("contents: read", "contents: reed")).actionlint).toContain("reed");
  expect(lint(workflow.replace(/@[0-9a-f]{40} # v/, "@v")).zizmor).toContain("unpinned-uses");
  expect(lint(workflow.replace("persist-credentials: false", "")).zizmor).toContain("artipacked");
});
