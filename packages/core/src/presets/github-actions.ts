import * as z from "zod";

import { flagFrom, textFrom, integerFrom } from "./variable.ts";

/**
 * The default variables of a GitHub Actions job, without the files that steps write to.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export const githubActions = z
  .object({
    active: flagFrom("GITHUB_ACTIONS", "the program runs in GitHub Actions"),
    workflow: textFrom("GITHUB_WORKFLOW", "the workflow's name"),
    workflowRef: textFrom("GITHUB_WORKFLOW_REF", "the path of the workflow's file, with its ref"),
    job: textFrom("GITHUB_JOB", "the job's id"),
    runId: textFrom("GITHUB_RUN_ID", "the run"),
    runNumber: integerFrom("GITHUB_RUN_NUMBER", "how many runs of this workflow there were"),
    runAttempt: integerFrom("GITHUB_RUN_ATTEMPT", "which attempt at this run it is"),
    eventName: textFrom("GITHUB_EVENT_NAME", "what started the run: push"),
    eventPath: textFrom("GITHUB_EVENT_PATH", "the file that holds the event"),
    actor: textFrom("GITHUB_ACTOR", "who started the workflow"),
    triggeringActor: textFrom("GITHUB_TRIGGERING_ACTOR", "who started this run of it"),
    repository: textFrom("GITHUB_REPOSITORY", "owner/name"),
    repositoryOwner: textFrom("GITHUB_REPOSITORY_OWNER", "the repository's owner"),
    commit: textFrom("GITHUB_SHA", "the commit's hash"),
    ref: textFrom("GITHUB_REF", "refs/heads/main, refs/pull/1/merge, refs/tags/v1"),
    refName: textFrom("GITHUB_REF_NAME", "the short name of the ref: main"),
    refType: textFrom("GITHUB_REF_TYPE", "branch or tag"),
    refProtected: flagFrom("GITHUB_REF_PROTECTED", "the ref is protected"),
    headRef: textFrom("GITHUB_HEAD_REF", "the source branch of a pull request"),
    baseRef: textFrom("GITHUB_BASE_REF", "the target branch of a pull request"),
    serverUrl: textFrom("GITHUB_SERVER_URL", "https://github.com"),
    apiUrl: textFrom("GITHUB_API_URL", "https://api.github.com"),
    workspace: textFrom("GITHUB_WORKSPACE", "the folder of the checkout"),
    runner: z.object({
      name: textFrom("RUNNER_NAME", "the runner's name"),
      os: textFrom("RUNNER_OS", "Linux, Windows or macOS"),
      arch: textFrom("RUNNER_ARCH", "X86, X64, ARM or ARM64"),
      environment: textFrom("RUNNER_ENVIRONMENT", "github-hosted or self-hosted"),
      temp: textFrom("RUNNER_TEMP", "a folder that is empty when the job begins and when it ends"),
      debug: flagFrom("RUNNER_DEBUG", "debug logging is on"),
    }),
  })
  .meta({ env: [] });
