import { knownOptions, type OptionNames, type WritableSecretStore } from "@confide/core/adapter";

import { awsCalls } from "../calls.ts";
import { type AwsParameterStoreOptions, openParameters } from "./parameter-client.ts";
import { PARAMETER_STORE, PARAMETERS } from "./parameter-faults.ts";
import { fullName } from "./parameter-names.ts";
import { parameterPolicy } from "./parameter-policy.ts";
import { parameterReader } from "./parameter-read.ts";
import { parameterWriter } from "./parameter-write.ts";

/**
 * AWS Systems Manager Parameter Store. Nothing is imported or called before the first read.
 *
 * A ref's version is a number or a label: `/prod/database/password?version=3`. A `StringList` is an array.
 *
 * @example
 * ```ts
 * import { awsParameterStore } from "@confide/aws";
 * import { fromStore } from "@confide/core";
 *
 * const store = awsParameterStore({ region: "eu-west-1" });
 * const source = fromStore(store, { prefix: "/prod/shop/" }); // database.password is /prod/shop/database/password
 * ```
 */
export function awsParameterStore(given?: AwsParameterStoreOptions): WritableSecretStore {
  const options: AwsParameterStoreOptions = knownOptions("awsParameterStore()", given, PARAMETER_OPTIONS);
  const aws = awsCalls({
    service: PARAMETER_STORE,
    open: async (seen) => openParameters(options, seen),
    isOwn: options.client !== undefined,
  });
  const reading = parameterReader(aws);
  return {
    name: PARAMETERS,
    canonicalName: fullName,
    // 10 is what GetParameters takes. AWS lets an account make 40 such calls a second, unless it pays for more.
    limits: { batch: 10, concurrency: 10 },
    ...reading,
    ...parameterWriter(aws, reading.get),
    now: aws.now,
    policy: (needs) => parameterPolicy(needs, options),
    close: async () => aws.close(),
  };
}

const PARAMETER_OPTIONS: OptionNames<AwsParameterStoreOptions> = {
  region: true,
  endpoint: true,
  allowHttp: true,
  credentials: true,
  client: true,
};
