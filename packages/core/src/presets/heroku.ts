import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/** Heroku's dyno metadata (an opt-in of the app), with `PORT` and `DYNO`. https://devcenter.heroku.com/articles/dyno-metadata */
export const heroku = z
  .object({
    port: integerFrom("PORT", "the port to listen on"),
    dyno: textFrom("DYNO", "the dyno's name: web.1"),
    dynoId: textFrom("HEROKU_DYNO_ID", "the dyno's id"),
    appId: textFrom("HEROKU_APP_ID", "the app's id"),
    appName: textFrom("HEROKU_APP_NAME", "the app's name"),
    defaultDomain: textFrom("HEROKU_APP_DEFAULT_DOMAIN_NAME", "the app's host name at Heroku"),
    releaseVersion: textFrom("HEROKU_RELEASE_VERSION", "the release: v42"),
    releasedAt: textFrom("HEROKU_RELEASE_CREATED_AT", "when the release was made, as RFC 3339"),
    buildCommit: textFrom("HEROKU_BUILD_COMMIT", "the commit's hash"),
    buildDescription: textFrom("HEROKU_BUILD_DESCRIPTION", "what the build is of"),
    pullRequest: textFrom("HEROKU_PR_NUMBER", "the pull request's number, of a review app"),
    branch: textFrom("HEROKU_BRANCH", "the branch, of a review app"),
  })
  .meta({ env: [] });
