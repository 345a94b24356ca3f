import { formatRef, type Need, type Policy } from "@confide/core/adapter";

import type { AwsSecretsManagerOptions } from "./client.ts";
import { KIND } from "./classify.ts";
import { failure } from "./errors.ts";
import { checkName, isArn, isFullArn } from "./names.ts";
import { NOTE_PREFIX } from "./notes.ts";
import { isRegion, partitionOf } from "./partition.ts";
import { otherRegion } from "./region.ts";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * An identity policy for exactly these secrets. A customer managed KMS key also needs `kms:Decrypt`, and
 * `kms:GenerateDataKey` for rotation. A ref doesn't say which key that is.
 */
export function policyFor(
  needs: readonly Need[],
  { region, batch = true }: Pick<AwsSecretsManagerOptions, "region" | "batch">,
): Policy {
  // What passes has none of IAM's wildcards and variables.
  if (region !== undefined && !isRegion(region))
    throw failure("invalid-ref", "", "region is not one of AWS's");
  for (const { ref } of needs) {
    checkName(ref.name);
    const other = region === undefined ? undefined : otherRegion([ref.name], region, formatRef(ref), KIND);
    if (other) throw other;
  }
  const resources = (chosen: readonly Need[]) =>
    [...new Set(chosen.map(({ ref }) => resourceOf(ref.name, region)))].sort();
  const rotated = needs.filter(({ can }) => can === "rotate");
  const seen = needs.filter(
    ({ can, ref }) => can === "verify" && !rotated.some((each) => each.ref.name === ref.name),
  );
  const current = resources(needs.filter(({ ref, can }) => ref.version === undefined && can !== "verify"));
  const statements = [
    ...(needs.length > 0 ? [readSecrets(resources(needs))] : []),
    ...(batch && current.length > 1 ? [READ_IN_BATCHES] : []), // one secret alone is read by itself
    ...(seen.length > 0 ? [seeVersions(resources(seen))] : []),
    ...(rotated.length > 0 ? rotateSecrets(resources(rotated)) : []),
  ];
  return {
    format: "json",
    text: JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2),
  };
}

function readSecrets(Resource: readonly string[]): Statement {
  return { Sid: "ReadSecrets", Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource };
}

/** IAM ties this action to no secret; each one in a batch needs GetSecretValue as well. */
const READ_IN_BATCHES: Statement = {
  Sid: "ReadInBatches",
  Effect: "Allow",
  Action: ["secretsmanager:BatchGetSecretValue"],
  Resource: "*",
};

/** Which versions are in grace is in tags. Each is then read by its id. */
function seeVersions(Resource: readonly string[]): Statement {
  return { Sid: "SeeVersions", Effect: "Allow", Action: DESCRIBE, Resource };
}

const DESCRIBE = ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"];

function rotateSecrets(Resource: readonly string[]): Statement[] {
  return [
    {
      Sid: "RotateSecrets",
      Effect: "Allow",
      Action: [...DESCRIBE, "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
      Resource,
    },
    {
      // Tags may decide who has access, so only confide's own may be written.
      Sid: "NoteRotation",
      Effect: "Allow",
      Action: ["secretsmanager:TagResource", "secretsmanager:UntagResource"],
      Resource,
      Condition: { "ForAllValues:StringLike": { "aws:TagKeys": `${NOTE_PREFIX}*` } },
    },
  ];
}

/** A secret's ARN ends in six characters that its name doesn't tell. */
function resourceOf(name: string, region = "*"): string {
  if (isFullArn(name)) return name;
  if (isArn(name)) return `${name}-??????`;
  return `arn:${partitionOf(region)}:secretsmanager:${region}:*:secret:${name}-??????`;
}
