import { Refusal } from "./refusal.ts";
import { ACCOUNT } from "./secret.ts";

export interface ParameterVersion {
  readonly number: number;
  readonly value: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly keyId?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly dataType: string;
  readonly tier: "Standard" | "Advanced";
  readonly modifiedAt: number;
  readonly labels: Set<string>;
}

/** One parameter of the fake. */
export interface FakeParameter {
  readonly name: string;
  readonly arn: string;
  readonly versions: ParameterVersion[];
  readonly tags: Map<string, string>;
}

export function parameterArn(name: string, region: string): string {
  return `arn:aws:ssm:${region}:${ACCOUNT}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}

export const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;

/** The texts are AWS's own, as its documentation and its clients' users quote them. */
export const parameterRefusals = {
  notFound: (name: string) => new Refusal("ParameterNotFound", `Parameter ${name} not found.`),
  exists: () =>
    new Refusal(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    ),
  relativeName: () => new Refusal("ValidationException", "Parameter name must be a fully qualified name."),
  badName: () =>
    new Refusal(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    ),
  tooLong: (most: number) =>
    new Refusal(
      "ValidationException",
      `Standard tier parameters support a maximum parameter value of ${most} characters.`,
    ),
  levels: () =>
    new Refusal("HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels."),
  duplicate: () => new Refusal("ValidationException", "Duplicate parameter names are not allowed."),
  noResource: () =>
    new Refusal(
      "InvalidResourceId",
      "The resource ID is not valid. Verify that you entered the correct ID and try again.",
    ),
  noKey: () =>
    new Refusal(
      "AccessDeniedException",
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    ),
};
