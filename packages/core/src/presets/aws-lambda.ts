import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/**
 * The variables that AWS Lambda reserves, without the credentials, which the SDK reads itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const awsLambda = z
  .object({
    handler: textFrom("_HANDLER", "the handler: index.handler"),
    region: textFrom("AWS_REGION", "the region that the function runs in"),
    executionEnvironment: textFrom("AWS_EXECUTION_ENV", "the runtime: AWS_Lambda_nodejs24.x"),
    functionName: textFrom("AWS_LAMBDA_FUNCTION_NAME", "the function's name"),
    functionVersion: textFrom("AWS_LAMBDA_FUNCTION_VERSION", "the version that runs: $LATEST"),
    memoryMb: integerFrom("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "the function's memory in MB"),
    initializationType: textFrom(
      "AWS_LAMBDA_INITIALIZATION_TYPE",
      "on-demand, provisioned-concurrency, snap-start or lambda-managed-instances",
    ),
    logGroup: textFrom("AWS_LAMBDA_LOG_GROUP_NAME", "the log group"),
    logStream: textFrom("AWS_LAMBDA_LOG_STREAM_NAME", "the log stream"),
    taskRoot: textFrom("LAMBDA_TASK_ROOT", "the folder of the function's code"),
    runtimeFolder: textFrom("LAMBDA_RUNTIME_DIR", "the folder of the runtime"),
  })
  .meta({ env: [] });
