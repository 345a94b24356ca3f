import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/** Railway's provided variables. https://docs.railway.com/variables/reference */
export const railway = z
  .object({
    publicDomain: textFrom("RAILWAY_PUBLIC_DOMAIN", "the public host name"),
    privateDomain: textFrom("RAILWAY_PRIVATE_DOMAIN", "the host name in the private network"),
    tcpProxy: z.object({
      domain: textFrom("RAILWAY_TCP_PROXY_DOMAIN", "the public host name of the TCP proxy"),
      port: integerFrom("RAILWAY_TCP_PROXY_PORT", "the public port of the TCP proxy"),
      applicationPort: integerFrom("RAILWAY_TCP_APPLICATION_PORT", "the port that the proxy leads to"),
    }),
    projectName: textFrom("RAILWAY_PROJECT_NAME", "the project's name"),
    projectId: textFrom("RAILWAY_PROJECT_ID", "the project's id"),
    environmentName: textFrom("RAILWAY_ENVIRONMENT_NAME", "the environment's name: production"),
    environmentId: textFrom("RAILWAY_ENVIRONMENT_ID", "the environment's id"),
    serviceName: textFrom("RAILWAY_SERVICE_NAME", "the service's name"),
    serviceId: textFrom("RAILWAY_SERVICE_ID", "the service's id"),
    replicaId: textFrom("RAILWAY_REPLICA_ID", "the replica of the service"),
    replicaRegion: textFrom("RAILWAY_REPLICA_REGION", "the region that the replica runs in"),
    deploymentId: textFrom("RAILWAY_DEPLOYMENT_ID", "the deployment"),
    volumeName: textFrom("RAILWAY_VOLUME_NAME", "the attached volume"),
    volumePath: textFrom("RAILWAY_VOLUME_MOUNT_PATH", "where the volume is mounted"),
    git: z.object({
      commit: textFrom("RAILWAY_GIT_COMMIT_SHA", "the commit's hash"),
      author: textFrom("RAILWAY_GIT_AUTHOR", "the commit's author"),
      branch: textFrom("RAILWAY_GIT_BRANCH", "the branch"),
      repository: textFrom("RAILWAY_GIT_REPO_NAME", "the repository's name"),
      owner: textFrom("RAILWAY_GIT_REPO_OWNER", "the repository's owner"),
      message: textFrom("RAILWAY_GIT_COMMIT_MESSAGE", "the commit's message"),
    }),
  })
  .meta({ env: [] });
