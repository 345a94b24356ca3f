import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SSMClient } from "@aws-sdk/client-ssm";
import { fromStore, loadConfig, secret } from "@confide/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";

import { CREDENTIALS } from "../test/fake/server.ts";
import { CANARY, errorOf, harness, readTexts, REGION } from "../test/harness.ts";
import { parameters } from "../test/parameters.ts";
import { awsParameterStore, awsSecretsManager } from "./index.ts";

/** An environment of its own, in which the SDK finds nothing but this. */
function environment(
  variables: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "confide-aws-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const all = {
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    HOME: folder,
    ...variables,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const SSO = `[profile shop]
sso_session = corp
sso_account_id = 111111111111
sso_role_name = reader
region = eu-west-1
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example/start
`;

const PROFILES = `[profile process]
credential_process = sh -c 'echo ${CANARY} >&2; exit 3'
[profile junk]
credential_process = echo ${CANARY}
[profile source]
role_arn = arn:aws:iam::111111111111:role/a
source_profile = ${CANARY}
[profile mfa]
role_arn = arn:aws:iam::111111111111:role/a
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/${CANARY}
[profile base]
aws_access_key_id = A
aws_secret_access_key = ${CANARY}
[profile legacy]
sso_start_url = https://${CANARY}.example/start
sso_region = eu-west-1
[profile half]
aws_access_key_id = ${CANARY}
[profile login]
login_session = arn:aws:iam::111111111111:user/${CANARY}
`;

describe("what an error says, and what to do", () => {
  const stores = { "aws-secrets-manager": awsSecretsManager, "aws-parameter-store": awsParameterStore };

  for (const [name, make] of Object.entries(stores)) {
    test(`${name}: no credentials`, async () => {
      environment({});
      expect(await errorOf(make({ region: REGION }), "a")).toMatchObject({
        reason: "unauthenticated",
        message: `not signed in to ${name}: no credentials were found`,
        fix: "sign in (aws sso login, or aws configure), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
      });
    });

    test(`${name}: an SSO sign-in that expired, or never was`, async () => {
      environment({ AWS_PROFILE: "shop" }, { config: SSO });
      expect(await errorOf(make({ region: REGION }), "a")).toMatchObject({
        reason: "unauthenticated",
        message: `not signed in to ${name}: the SSO session has expired, or there is none`,
        fix: expect.stringMatching(/^aws sso login(?: --profile shop)?$/) as string,
      });
    });

    test(`${name}: a profile that is misspelt`, async () => {
      environment({ AWS_PROFILE: "shpo" }, { config: SSO });
      expect(await errorOf(make({ region: REGION }), "a")).toMatchObject({
        reason: "unauthenticated",
        message: `not signed in to ${name}: there is no profile of the name in AWS_PROFILE`,
        fix: "look at its name (aws configure list-profiles shows them)",
      });
    });

    test(`${name}: a token's file that isn't there, or the token in its place`, async () => {
      const role = { AWS_ROLE_ARN: "arn:aws:iam::111111111111:role/a" };
      for (const path of ["/nowhere/token", `${CANARY}.Token`, CANARY.repeat(100)]) {
        environment({ AWS_WEB_IDENTITY_TOKEN_FILE: path, ...role });
        const error = await errorOf(make({ region: REGION }), "a");
        expect(error).toMatchObject({
          reason: "unauthenticated",
          message: `not signed in to ${name}: the file of AWS_WEB_IDENTITY_TOKEN_FILE is not there`,
          fix: "look at that variable, and whether the pod has a service account with a role",
        });
        expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(path);
      }
    });

    test.each([
      ["process", "credential_process of the profile failed, or printed no credentials"],
      ["junk", "credential_process of the profile failed, or printed no credentials"],
      ["source", "the profile that source_profile names isn't there, or holds no credentials"],
      ["mfa", "the role of the profile asks for MFA, which a program can't answer"],
      ["legacy", "a setting of SSO is missing in the profile"],
      ["half", "the profile half (AWS_PROFILE) holds no whole credentials"],
      ["login", "the sign-in by aws login has expired, or there is none"],
    ])(`${name}: the profile %s`, async (profile, detail) => {
      environment({ AWS_PROFILE: profile }, { config: PROFILES });
      const error = await errorOf(make({ region: REGION }), "a");
      expect(error).toMatchObject({
        reason: "unauthenticated",
        message: `not signed in to ${name}: ${detail}`,
        fix: expect.any(String) as string,
      });
      expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain(CANARY);
    });

    test.each(["ResourceNotFoundException", "ParameterNotFound"])(
      `${name}: %s of a sign-in is no missing secret`,
      async (exception) => {
        const credentials = async () => {
          const fault = { $fault: "client", $metadata: { httpStatusCode: 400 }, name: exception };
          throw Object.assign(new Error("IdentityPool 'eu-west-1:x' not found."), fault);
        };
        environment({});
        const schema = z.object({ key: secret(z.string().default("the default")) });
        const load = async (options: object) => {
          const sources = [fromStore(make({ region: REGION, ...options }))];
          return loadConfig({ schema, sources }).catch((error: unknown) => String(error));
        };
        const isOfParameters = name === "aws-parameter-store";
        const client = isOfParameters
          ? new SSMClient({ region: REGION, credentials })
          : new SecretsManagerClient({ region: REGION, credentials });
        for (const options of [{ credentials }, { client }])
          expect(await load(options)).toContain(`not signed in to ${name}: the sign-in was refused`);
      },
    );

    test(`${name}: no region`, async () => {
      environment({});
      expect(await errorOf(make({ credentials: CREDENTIALS }), "a")).toMatchObject({
        message: `failed in ${name}: no region is set: give region, AWS_REGION, or a profile that has one`,
        fix: "set AWS_REGION, or the option region",
      });
    });
  }

  test("an ARN of another region is refused before a call, beside others too", async () => {
    const { store, seed, fake } = await harness();
    await seed("a");
    const arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:b-abcdef";
    expect((await errorOf(store, arn)).message).toBe(
      "not a valid name for aws-secrets-manager: it is of region us-east-1, and the client's is another: give the store that region",
    );
    const before = fake.calls.length;
    expect(await readTexts(store, "a", arn)).toEqual([CANARY, "invalid-ref"]);
    expect(JSON.stringify(fake.calls.slice(before))).not.toContain("us-east-1");
  });

  test("a policy refuses an ARN of another region, as a read does", () => {
    const arns = {
      "aws-secrets-manager": "arn:aws:secretsmanager:us-east-1:111111111111:secret:b-abcdef",
      "aws-parameter-store": "arn:aws:ssm:us-east-1:111111111111:parameter/b",
    };
    for (const [name, make] of Object.entries(stores)) {
      const arn = arns[name as keyof typeof arns];
      const policy = (region?: string) =>
        make(region === undefined ? {} : { region }).policy?.([{ ref: { name: arn }, can: "read" }]).text;
      expect(() => policy(REGION)).toThrow(
        `not a valid name for ${name}: it is of region us-east-1, and the client's is another: give the store that region`,
      );
      for (const region of ["us-east-1", undefined]) expect(policy(region)).toContain(arn);
    }
  });

  test("what isn't there isn't there in one region, which is named", async () => {
    const { store } = await harness();
    const { store: other } = await parameters();
    const why = async (from: typeof store, ...names: string[]) => {
      const schema = z.object(Object.fromEntries(names.map((name) => [name, secret(z.string())])));
      return loadConfig({ schema, sources: [fromStore(from)] }).catch((error: unknown) => String(error));
    };
    const there = "create it there, or say in refs where it is";
    for (const names of [["a"], ["a", "b"]]) {
      const none = `not found in aws-secrets-manager: there is none in ${REGION}: ${there}`;
      expect(await why(store, ...names)).toContain(none);
      const parameter = `not found in aws-parameter-store: there is no such parameter in ${REGION}: ${there}`;
      expect(await why(other, ...names)).toContain(parameter);
    }
  });

  test.each([-3_600_000, 3_600_000])(
    "a clock that is %i ms off costs one attempt more, and no failure",
    async (ms) => {
      const { store, seed, fake } = await harness();
      await seed("a");
      fake.aheadMs = ms;
      expect(await readTexts(store, "a")).toEqual([CANARY]);
    },
  );

  test("a clock whose fault stays is named", async () => {
    const { fake } = await harness();
    fake.aheadMs = 3_600_000;
    const client = new SecretsManagerClient({
      region: REGION,
      endpoint: fake.url,
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
    onTestFinished(() => client.destroy());
    // As another client may be, this one never learns.
    Object.defineProperty(client.config, "systemClockOffset", { get: () => 0, set: () => {} });
    const error = await errorOf(awsSecretsManager({ client }), "a");
    expect(error).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to aws-secrets-manager: this machine's clock is 60 minutes slow",
      fix: "set the clock: AWS refuses what was signed at another time",
    });
  });
});

test("a region of each of AWS's clouds has the ARNs of that cloud", () => {
  const need = { ref: { name: "a" }, can: "read" } as const;
  const partition = (region: string) =>
    /arn:([a-z-]+):secretsmanager/.exec(awsSecretsManager({ region }).policy?.([need]).text ?? "")?.[1];
  const regions = [
    "eu-west-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
  ];
  expect(regions.map(partition)).toEqual([
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
  ]);
});
