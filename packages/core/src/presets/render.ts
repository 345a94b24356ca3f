import * as z from "zod";

import { flagFrom, textFrom, integerFrom } from "./variable.ts";

/** Render's default variables. https://render.com/docs/environment-variables */
export const render = z
  .object({
    active: flagFrom("RENDER", "the program runs on Render"),
    port: integerFrom("PORT", "the port to listen on; 10000 on Render"),
    serviceId: textFrom("RENDER_SERVICE_ID", "the service: srv-…"),
    serviceName: textFrom("RENDER_SERVICE_NAME", "the service's name"),
    serviceType: textFrom("RENDER_SERVICE_TYPE", "web, pserv, cron, worker or static"),
    instanceId: textFrom("RENDER_INSTANCE_ID", "the instance of the service"),
    discoveryService: textFrom("RENDER_DISCOVERY_SERVICE", "the host name that lists all instances"),
    externalHost: textFrom("RENDER_EXTERNAL_HOSTNAME", "the public host name: app.onrender.com"),
    externalUrl: textFrom("RENDER_EXTERNAL_URL", "the public address"),
    cpuCount: integerFrom("RENDER_CPU_COUNT", "the instance's CPUs"),
    isPullRequest: flagFrom("IS_PULL_REQUEST", "the service is a preview of a pull request"),
    git: z.object({
      branch: textFrom("RENDER_GIT_BRANCH", "the branch"),
      commit: textFrom("RENDER_GIT_COMMIT", "the commit's hash"),
      repository: textFrom("RENDER_GIT_REPO_SLUG", "owner/name"),
    }),
  })
  .meta({ env: [] });
