import { runSimulation } from "@cloud-copilot/iam-simulate";

import { ACCOUNT } from "./fake/secret.ts";
import type { Authorize } from "./fake/state.ts";

/** As KMS gives it to a key: the account's own policies say who uses it. */
const KEY_POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "EnableIamPolicies",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: "kms:*",
      Resource: "*",
    },
  ],
};

/** IAM as somebody else has written it: judges a call by an identity policy. */
export function iam(policy: unknown): Authorize {
  return async (action, resource, keys) => {
    const result = await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::${ACCOUNT}:role/app`,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: Object.fromEntries(
            Object.entries(keys).map(([key, values]) => [knownKey(key), valueOf(key, values)]),
          ),
        },
        identityPolicies: [
          { name: "confide", policy: JSON.parse(knownKey(JSON.stringify(policy))) as unknown },
        ],
        ...(action.startsWith("kms:") && { resourcePolicy: KEY_POLICY }),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
    return result.overallResult === "Allowed";
  };
}

/** AWS has tag keys as a set, and one value of all else. */
function valueOf(key: string, values: readonly string[]): string | string[] {
  return key === "aws:TagKeys" ? [...values] : (values[0] ?? "");
}

/** The evaluator knows keys with a name of the caller's behind a slash, and ignores those with one behind a colon. */
function knownKey(text: string): string {
  return text.replaceAll("kms:EncryptionContext:", "aws:PrincipalTag/");
}
