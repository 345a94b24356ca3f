import * as z from "zod";

import { flagFrom, textFrom } from "./variable.ts";

/**
 * Vercel's system environment variables, without the two that are secrets (`VERCEL_AUTOMATION_BYPASS_SECRET`,
 * `VERCEL_OIDC_TOKEN`). https://vercel.com/docs/environment-variables/system-environment-variables
 */
export const vercel = z
  .object({
    active: flagFrom("VERCEL", "the program runs on Vercel"),
    environment: z
      .enum(["production", "preview", "development"])
      .optional()
      .meta({ env: "VERCEL_ENV", description: "the kind of deployment" }),
    targetEnvironment: textFrom("VERCEL_TARGET_ENV", "the environment's name, also of a custom one"),
    host: textFrom("VERCEL_URL", "the deployment's host name, without https://"),
    branchHost: textFrom("VERCEL_BRANCH_URL", "the host name of the branch"),
    productionHost: textFrom("VERCEL_PROJECT_PRODUCTION_URL", "the shortest production host name"),
    region: textFrom("VERCEL_REGION", "the region that the function runs in: cdg1"),
    deploymentId: textFrom("VERCEL_DEPLOYMENT_ID", "the deployment: dpl_…"),
    projectId: textFrom("VERCEL_PROJECT_ID", "the project: prj_…"),
    skewProtection: flagFrom("VERCEL_SKEW_PROTECTION_ENABLED", "Skew Protection is on"),
    git: z.object({
      provider: textFrom("VERCEL_GIT_PROVIDER", "github, gitlab or bitbucket"),
      repository: textFrom("VERCEL_GIT_REPO_SLUG", "the repository's name"),
      owner: textFrom("VERCEL_GIT_REPO_OWNER", "the repository's owner"),
      repositoryId: textFrom("VERCEL_GIT_REPO_ID", "the repository's id"),
      branch: textFrom("VERCEL_GIT_COMMIT_REF", "the branch of the commit"),
      commit: textFrom("VERCEL_GIT_COMMIT_SHA", "the commit's hash"),
      message: textFrom("VERCEL_GIT_COMMIT_MESSAGE", "the commit's message"),
      authorLogin: textFrom("VERCEL_GIT_COMMIT_AUTHOR_LOGIN", "the author's user name"),
      authorName: textFrom("VERCEL_GIT_COMMIT_AUTHOR_NAME", "the author's name"),
      previousCommit: textFrom(
        "VERCEL_GIT_PREVIOUS_SHA",
        "the last commit that was deployed from this branch",
      ),
      pullRequest: textFrom("VERCEL_GIT_PULL_REQUEST_ID", "the pull request's number"),
    }),
  })
  .meta({ env: [] });
