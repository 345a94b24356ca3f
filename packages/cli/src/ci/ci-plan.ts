import { existsSync } from "node:fs";
import { join } from "node:path";

import { parseDocument } from "yaml";

import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import type { NextStep } from "../finding.ts";
import type { CiFacts } from "./ci-facts.ts";
import { deployWorkflow, securityWorkflow, workflowVariables } from "./github-workflows.ts";
import { gitlabPipeline } from "./gitlab-pipeline.ts";

export type Platform = "github" | "gitlab";

export interface CiPlan {
  readonly files: readonly ProposedFile[];
  readonly next: readonly NextStep[];
}

/** What would be written. A file that is there already was changed by hand, and stays. */
export function ciPlan(platform: Platform, facts: CiFacts, folder: string): CiPlan {
  return platform === "github" ? githubPlan(facts, folder) : gitlabPlan(facts, folder);
}

function githubPlan(facts: CiFacts, folder: string): CiPlan {
  const workflows = join(folder, ".github/workflows");
  const files = [
    { path: join(workflows, "security.yml"), text: securityWorkflow(facts) },
    { path: join(workflows, "deploy.yml"), text: deployWorkflow(facts) },
  ];
  const variables = workflowVariables(facts.clouds);
  return {
    files: files.map(keptAsItIs),
    next: variables.map((name) => ({
      command: `gh variable set ${name}`,
      why: "the deployment signs in by it; it is no secret",
    })),
  };
}

function gitlabPlan(facts: CiFacts, folder: string): CiPlan {
  const included = ".gitlab/confide.yml";
  const main = join(folder, ".gitlab-ci.yml");
  const text = textOrNone(main);
  const files = [
    { path: join(folder, included), text: gitlabPipeline(facts) },
    ...(text === undefined ? [{ path: main, text: `include:\n  - local: ${included}\n` }] : []),
  ];
  const isIncluded = text === undefined || includes(text, included);
  return {
    files: files.map(keptAsItIs),
    next: isIncluded
      ? []
      : [{ command: `include: [{ local: ${included} }]`, why: ".gitlab-ci.yml needs this to run the jobs" }],
  };
}

function includes(text: string, file: string): boolean {
  return JSON.stringify(parseDocument(text).get("include") ?? "").includes(file);
}

function keptAsItIs(file: ProposedFile): ProposedFile {
  return existsSync(file.path) ? { ...file, text: textOrNone(file.path) ?? file.text } : file;
}
