import { runSimulation } from "@cloud-copilot/iam-simulate";

import { ACCOUNT } from "./fake/secret.ts";
import type { Authorize } from "./fake/state.ts";

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
            Object.entries(keys).map(([key, values]) => [key, [...values]]),
          ),
        },
        identityPolicies: [{ name: "confide", policy }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
    return result.overallResult === "Allowed";
  };
}
