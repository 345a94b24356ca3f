import { formatRef, type Need, type Policy } from "@confide/core/adapter";

import { failure } from "../errors.ts";
import { NOTE_PREFIX } from "../notes.ts";
import { isRegion, partitionOf } from "../partition.ts";
import { otherRegion } from "../region.ts";
import type { AwsParameterStoreOptions } from "./parameter-client.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import {
  checkOwnParameter,
  checkParameter,
  fullName,
  isParameterArn,
  pendingName,
} from "./parameter-names.ts";
import { OWN_TAGS } from "./parameter-state.ts";

/**
 * An identity policy for exactly these parameters. The key's part holds for any key, but only to decrypt these parameters, and
 * only through Parameter Store.
 */
export function parameterPolicy(
  needs: readonly Need[],
  { region }: Pick<AwsParameterStoreOptions, "region">,
): Policy {
  if (region !== undefined && !isRegion(region))
    throw failure("invalid-ref", "", "region is not one of AWS's", PARAMETERS);
  for (const { ref, can } of needs) {
    (can === "read" ? checkParameter : checkOwnParameter)(ref);
    const other =
      region === undefined ? undefined : otherRegion([ref.name], region, formatRef(ref), PARAMETERS);
    if (other) throw other;
  }
  const arnsOf = (names: readonly string[]) => [...new Set(names.map((name) => arnOf(name, region)))].sort();
  const rotated = needs.filter(({ can }) => can === "rotate").map(({ ref }) => ref.name);
  const isRotated = new Set(rotated);
  const seen = needs.flatMap(({ ref, can }) =>
    can === "verify" && !isRotated.has(ref.name) ? ref.name : [],
  );
  const own = arnsOf(rotated);
  const waiting = arnsOf(rotated.map(pendingName));
  const read = [...new Set([...arnsOf(needs.map(({ ref }) => ref.name)), ...waiting])].sort();
  const Statement = [
    ...(read.length > 0 ? readParameters(read, region) : []),
    ...(seen.length > 0 ? seeParameters(arnsOf(seen), arnsOf(seen.map(pendingName))) : []),
    ...(own.length > 0 ? rotateParameters(own, waiting, region) : []),
  ];
  return { format: "json", text: JSON.stringify({ Version: "2012-10-17", Statement }, undefined, 2) };
}

function readParameters(Resource: readonly string[], region: string | undefined) {
  return [
    { Sid: "ReadParameters", Effect: "Allow", Action: ["ssm:GetParameters"], Resource },
    { Sid: "DecryptParameters", Effect: "Allow", Action: ["kms:Decrypt"], ...keysFor(Resource, region) },
  ];
}

/** Which versions are in grace is in tags, and which one waits in the history of the parameter beside: not its value. */
function seeParameters(own: readonly string[], waiting: readonly string[]) {
  const Resource = [...own, ...waiting].sort();
  return [
    { Sid: "SeeVersions", Effect: "Allow", Action: ["ssm:GetParameterHistory"], Resource },
    { Sid: "SeeNotes", Effect: "Allow", Action: ["ssm:ListTagsForResource"], Resource: own },
  ];
}

function rotateParameters(own: readonly string[], waiting: readonly string[], region: string | undefined) {
  const both = [...own, ...waiting].sort();
  return [
    {
      Sid: "RotateParameters",
      Effect: "Allow",
      Action: ["ssm:GetParameterHistory", "ssm:PutParameter"],
      Resource: both,
    },
    { Sid: "ReadNotes", Effect: "Allow", Action: ["ssm:ListTagsForResource"], Resource: own },
    {
      // Tags may decide who has access, so only confide's own may be written.
      Sid: "NoteRotation",
      Effect: "Allow",
      Action: ["ssm:AddTagsToResource", "ssm:RemoveTagsFromResource"],
      Resource: own,
      Condition: {
        "ForAllValues:StringLike": { "aws:TagKeys": [`${NOTE_PREFIX}*`, ...Object.values(OWN_TAGS)] },
      },
    },
    { Sid: "DropPending", Effect: "Allow", Action: ["ssm:DeleteParameter"], Resource: waiting },
    {
      Sid: "EncryptParameters",
      Effect: "Allow",
      Action: ["kms:Encrypt", "kms:GenerateDataKey"],
      ...keysFor(both, region),
    },
  ];
}

/** Which key a parameter has isn't known here; for which parameter a key is used, KMS knows. */
function keysFor(arns: readonly string[], region = "*") {
  return {
    Resource: `arn:${partitionOf(region)}:kms:${region}:*:key/*`,
    Condition: {
      StringLike: {
        "kms:ViaService": `ssm.${region}.*`,
        "kms:EncryptionContext:PARAMETER_ARN": arns,
      },
    },
  };
}

function arnOf(name: string, region = "*"): string {
  if (isParameterArn(name)) return name;
  const full = fullName(name);
  return `arn:${partitionOf(region)}:ssm:${region}:*:parameter${full.startsWith("/") ? "" : "/"}${full}`;
}
