import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, onTestFinished, test, vi } from "vitest";

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
      message: `failed in ${name}: the option endpoint is not an address`,
      fix: "it begins with https:// (http:// for an emulator), and has no user, query or fragment",
    });
    expect(JSON.stringify(error) + error.message).not.toContain("canary-5ec2e7");
  });

  const refused = {
    reason: "unknown",
    message: `failed in ${name}: the endpoint must begin with https://, since the session token and every value would go unencrypted to another machine`,
    fix: "look at endpoint and AWS_ENDPOINT_URL; allowHttp: true permits it, for an emulator",
  };
  const elsewhere = "http://confide-test.invalid:4566"; // of a name that no DNS has

  test("http:// is for this machine, wherever the address was set", async () => {
    const options = { region: "eu-west-1", credentials: CREDENTIALS };
    expect(await errorOf(make({ ...options, endpoint: elsewhere }), "a")).toMatchObject(refused);
    vi.stubEnv("AWS_ENDPOINT_URL", elsewhere);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await errorOf(make(options), "a")).toMatchObject(refused);
    expect((await errorOf(make({ ...options, allowHttp: true }), "a")).reason).toBe("unavailable");
  });

  test.each(["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://confide-test.invalid"])(
    "%s is called",
    async (endpoint) => {
      const error = await errorOf(make({ region: "eu-west-1", credentials: CREDENTIALS, endpoint }), "a");
      expect(error.reason).toBe("unavailable");
    },
  );

  test("a client of one's own goes where it goes", async () => {
    const settings = { region: "eu-west-1", credentials: CREDENTIALS, endpoint: elsewhere, maxAttempts: 1 };
    const own =
      name === "aws-secrets-manager"
        ? awsSecretsManager({ client: new SecretsManagerClient(settings) })
        : awsParameterStore({ client: new SSMClient(settings) });
    expect((await errorOf(own, "a")).reason).toBe("unavailable");
  });
});
