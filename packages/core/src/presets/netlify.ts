import * as z from "zod";

import { flagFrom, textFrom } from "./variable.ts";

/**
 * Netlify's read-only variables. All are there in a build, and `url`, `siteName` and `siteId` in functions too.
 * https://docs.netlify.com/build/configure-builds/environment-variables/
 */
export const netlify = z
  .object({
    active: flagFrom("NETLIFY", "the program runs in a build on Netlify"),
    context: textFrom("CONTEXT", "production, deploy-preview, branch-deploy, dev, or a branch's name"),
    buildId: textFrom("BUILD_ID", "the build"),
    deployId: textFrom("DEPLOY_ID", "the deploy"),
    url: textFrom("URL", "the site's main address"),
    deployUrl: textFrom("DEPLOY_URL", "the address of this deploy alone"),
    deployPrimeUrl: textFrom("DEPLOY_PRIME_URL", "the address of the branch or of the preview"),
    siteName: textFrom("SITE_NAME", "the site's name"),
    siteId: textFrom("SITE_ID", "the site's id"),
    git: z.object({
      repositoryUrl: textFrom("REPOSITORY_URL", "the repository's address"),
      branch: textFrom("BRANCH", "the branch"),
      head: textFrom("HEAD", "the head branch of a pull request"),
      commit: textFrom("COMMIT_REF", "the commit's hash"),
      cachedCommit: textFrom("CACHED_COMMIT_REF", "the commit of the last build, which the cache is from"),
      isPullRequest: flagFrom("PULL_REQUEST", "the build is of a pull request"),
      pullRequest: textFrom("REVIEW_ID", "the pull request's number"),
    }),
  })
  .meta({ env: [] });
