import { knownOptions, type OptionNames, type WritableSecretStore } from "@confide/core/adapter";

import { awsCalls } from "./calls.ts";
import { type AwsSecretsManagerOptions, makeClient } from "./client.ts";
import { describer } from "./describe.ts";
import { canonicalName } from "./names.ts";
import { LONGEST_NOTE } from "./notes.ts";
import { policyFor } from "./policy.ts";
import { reader } from "./read.ts";
import { KIND, SECRETS_MANAGER } from "./classify.ts";
import { writer } from "./write.ts";

/**
 * AWS Secrets Manager. Nothing is imported or called before the first read.
 *
 * A ref's version is a version id (32 to 64 characters) or a staging label: `prod/db?version=AWSPREVIOUS`.
 *
 * @example
 * ```ts
 * import { awsSecretsManager } from "@confide/aws";
 * import { fromStore } from "@confide/core";
 *
 * const store = awsSecretsManager({ region: "eu-west-1" });
 * const source = fromStore(store, { refs: { database: "prod/database" } });
 * ```
 */
export function awsSecretsManager(given?: AwsSecretsManagerOptions): WritableSecretStore {
  const options: AwsSecretsManagerOptions = knownOptions("awsSecretsManager()", given, OPTION_NAMES);
  const aws = awsCalls({
    service: SECRETS_MANAGER,
    open: async (seen) => makeClient(options, seen),
    isOwn: options.client !== undefined,
  });
  return {
    name: KIND,
    // 20 is what BatchGetSecretValue takes. 25 calls at once bring 500 secrets in one round trip, within the SDK's
    // 50 sockets and AWS's 100 batches a second.
    limits: { batch: 20, concurrency: 25 },
    canonicalName,
    writes: { cas: "version", pending: "stage", retire: "label" },
    longestNote: LONGEST_NOTE,
    ...reader(aws, options.batch),
    ...describer(aws),
    ...writer(aws),
    now: aws.now,
    policy: (needs) => policyFor(needs, options),
    close: async () => aws.close(),
  };
}

const OPTION_NAMES: OptionNames<AwsSecretsManagerOptions> = {
  region: true,
  endpoint: true,
  allowHttp: true,
  credentials: true,
  client: true,
  batch: true,
};
