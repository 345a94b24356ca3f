const REGION = /^[a-z][a-z0-9-]{1,40}$/;

/** Whether it can be a region. What passes has none of IAM's wildcards and variables. */
export function isRegion(region: string): boolean {
  return REGION.test(region);
}

/** Which of AWS's clouds a region is of, as its ARNs say it. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}

const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["us-iso-", "aws-iso"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
];
