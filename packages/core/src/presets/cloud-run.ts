import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/**
 * What Cloud Run sets for a service, and for a task of a job.
 * https://cloud.google.com/run/docs/container-contract#env-vars
 */
export const cloudRun = z
  .object({
    port: integerFrom("PORT", "the port to listen on"),
    service: textFrom("K_SERVICE", "the service's name"),
    revision: textFrom("K_REVISION", "the revision's name"),
    configuration: textFrom("K_CONFIGURATION", "the configuration that made the revision"),
    job: textFrom("CLOUD_RUN_JOB", "the job's name"),
    execution: textFrom("CLOUD_RUN_EXECUTION", "the execution's name"),
    taskIndex: integerFrom("CLOUD_RUN_TASK_INDEX", "which task of the execution this is, from 0"),
    taskCount: integerFrom("CLOUD_RUN_TASK_COUNT", "how many tasks the execution has"),
    taskAttempt: integerFrom("CLOUD_RUN_TASK_ATTEMPT", "how often the task was tried again"),
  })
  .meta({ env: [] });
