import { parseRef } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { recordOf } from "./record.ts";

describe("an answer about something else is malformed, whoever mixed them up", () => {
  const [id, other] = ["1".repeat(32), "2".repeat(32)];
  const read = (ref: string, output: object) =>
    recordOf({ SecretString: "x", VersionId: id, $metadata: {}, ...output }, parseRef(ref));
  const arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:";
  test.each([
    ["another version than that id", `a?version=${id}`, { Name: "a", VersionId: other }],
    ["a version without that label", "a?version=AWSPREVIOUS", { Name: "a", VersionStages: ["AWSCURRENT"] }],
    ["a version that isn't current", "a", { Name: "a", VersionStages: ["AWSPREVIOUS"] }],
    ["another name", "a", { Name: "b", ARN: `${arn}b-abcdef` }],
    ["another name, by its ARN alone", "a", { ARN: `${arn}b-abcdef` }],
    ["another ARN", `${arn}a-abcdef`, { Name: "a", ARN: `${arn}a-uvwxyz` }],
  ])("%s", (_, ref, output) => {
    expect(read(ref, output).error).toMatchObject({
      reason: "malformed",
      message: "unreadable answer from aws-secrets-manager: it is about another secret or version",
    });
  });

  test.each([
    ["nothing", "a", {}],
    ["the name alone", `${arn}a`, { Name: "a" }],
    ["the name alone, of a name", "a", { Name: "a" }],
    ["the ARN alone", "a", { ARN: `${arn}a-abcdef` }],
    ["no labels", "a?version=AWSPREVIOUS", { Name: "a", VersionStages: [] }],
    ["all", `a?version=${id}`, { Name: "a", ARN: `${arn}a-abcdef`, VersionStages: ["x"] }],
  ])("what is left out isn't compared: %s", (_, ref, output) => {
    expect(read(ref, output).value?.value.reveal()).toBe("x");
  });
});
