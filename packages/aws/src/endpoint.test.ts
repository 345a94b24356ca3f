import { describe, expect, test } from "vitest";

import { errorOf } from "../test/harness.ts";
import { CREDENTIALS } from "../test/fake/server.ts";
import { awsParameterStore, awsSecretsManager } from "./index.ts";

const stores = { "aws-secrets-manager": awsSecretsManager, "aws-parameter-store": awsParameterStore };

describe.each(Object.entries(stores))("%s", (name, make) => {
  test.each([
    "not a url",
    "localhost:4566",
    "localhost",
    "",
    "ftp://localhost",
    "https://user:canary-5ec2e7@localhost",
    "https://localhost/?canary-5ec2e7",
  ])("the endpoint %j is refused before any call", async (endpoint) => {
    const error = await errorOf(make({ region: "eu-west-1", credentials: CREDENTIALS, endpoint }), "a");
    expect(error).toMatchObject({
      reason: "unknown",
      message: `${name}: the option endpoint is not an address`,
      fix: "it begins with https:// (http:// for an emulator), and has no user, query or fragment",
    });
    expect(JSON.stringify(error) + error.message).not.toContain("canary-5ec2e7");
  });
});
