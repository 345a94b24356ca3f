import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { SSMClient } from "@aws-sdk/client-ssm";

import { hostileCases } from "../../core/test/hostile-cases.ts";
import { awsParameterStore, awsSecretsManager } from "./index.ts";

const credentials = {
  accessKeyId: "AKIACANARY77AA01",
  secretAccessKey: "canary-key-77aa",
  sessionToken: "canary-session",
};
const region = "eu-west-1";

hostileCases({
  isLimited: true,
  name: "aws-secrets-manager",
  open: ({ url }) => awsSecretsManager({ region, endpoint: url, credentials }),
  hidden: Object.values(credentials),
});

hostileCases({
  isLimited: true,
  name: "aws-secrets-manager with a client of one's own",
  open: ({ url }) =>
    awsSecretsManager({
      client: new SecretsManagerClient({ region, endpoint: url, credentials, maxAttempts: 1 }),
    }),
  hidden: Object.values(credentials),
});

hostileCases({
  isLimited: true,
  name: "aws-parameter-store",
  open: ({ url }) => awsParameterStore({ region, endpoint: url, credentials }),
  hidden: Object.values(credentials),
});

hostileCases({
  isLimited: true,
  name: "aws-parameter-store with a client of one's own",
  open: ({ url }) =>
    awsParameterStore({ client: new SSMClient({ region, endpoint: url, credentials, maxAttempts: 1 }) }),
  hidden: Object.values(credentials),
});
