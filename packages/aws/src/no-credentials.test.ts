import { describe, expect, test } from "vitest";

import { FIND_CREDENTIALS, noCredentials } from "./no-credentials.ts";

const CANARY = "canary-5ec2e7";
const NONE = "Could not load credentials from any providers";
const ENV = { AWS_PROFILE: "shop" };

/** Each as the SDK was seen to say it: by its error, or on its way to one that says nothing. */
describe("why there are no credentials", () => {
  const expired = ["the SSO session has expired, or there is none", "aws sso login --profile shop"];
  const login = ["the sign-in by aws login has expired, or there is none", "aws login --profile shop"];
  const sso = ["a setting of SSO is missing in the profile", "aws configure sso --profile shop"];
  test.each([
    ["UnauthorizedException: Session token not found or invalid", ...expired],
    ["The SSO session token associated with profile=shop was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.", ...expired],
    ["The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.", ...expired],
    ["Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.", ...expired],
    ["ForbiddenException: No access", "SSO gives no access to that account and role", "look at sso_account_id and sso_role_name of the profile, and at who is assigned to them"],
    [`Profile is configured with invalid SSO credentials. Required parameters "sso_account_id". Got ${CANARY}`, ...sso],
    [`Sso session '${CANARY}' could not be found in shared credentials file.`, ...sso],
    [`Sso session '${CANARY}' is missing required property 'sso_region'.`, ...sso],
    [`Failed to load token from /home/${CANARY}/x.json: Error: ENOENT: no such file or directory`, ...login],
    ["Your session has expired. Please reauthenticate.", ...login],
    [`Profile ${CANARY} requires multi-factor authentication, but no MFA code callback was provided.`, "the role of the profile asks for MFA, which a program can't answer", "aws configure export-credentials --profile shop --format env asks for it"],
    ["Detected a cycle attempting to resolve credentials for profile", "the profile names no source of credentials that the SDK can use", "look at its source_profile and credential_source"],
    [`Unsupported credential source in profile shop. Got ${CANARY}, expected …`, "the profile names no source of credentials that the SDK can use", "look at its source_profile and credential_source"],
  ])("%s", (message, detail, fix) => {
    expect(noCredentials(message, [], ENV)).toEqual({ reason: "unauthenticated", detail, fix });
  }); // prettier-ignore

  test("a container's address that the SDK doesn't take stays what it is", () => {
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${CANARY}` };
    expect(noCredentials(NONE, ["URL not accepted. It must either be HTTPS or …"], env)).toEqual({
      reason: "unauthenticated",
      detail: "AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address that the SDK takes",
      fix: "it is HTTPS, this machine's, or that of ECS's or EKS's agent",
    });
  });

  const failed = [
    "credential_process of the profile failed, or printed no credentials",
    "run its command by hand: it prints JSON with Version, AccessKeyId and SecretAccessKey",
  ] as const;
  test.each([
    [[`Command failed: /nowhere/helper --key ${CANARY}\nUnauthorizedException: the token is expired`], ...failed],
    [["Profile shop credential_process returned invalid JSON."], ...failed],
    [["Profile shop credential_process did not return Version 1."], ...failed],
    [[`Could not resolve credentials using profile: [${CANARY}] in configuration/credentials file(s).`, "Profile shop did not contain credential_process."], "the profile that source_profile names isn't there, or holds no credentials", "look at source_profile of the profile"],
    [["Could not resolve credentials using profile: [shop] in configuration/credentials file(s).", "Profile shop did not contain credential_process."], "the profile shop (AWS_PROFILE) holds no whole credentials", "look at its settings: aws_access_key_id goes with aws_secret_access_key, role_arn with source_profile"],
    [["Could not resolve credentials using profile: [shop] in configuration/credentials file(s).", "Profile shop could not be found in shared credentials file."], "there is no profile of the name in AWS_PROFILE", "look at its name (aws configure list-profiles shows them)"],
    [[], "no credentials were found with the profile of AWS_PROFILE", "look at its name (aws configure list-profiles shows them), or sign in: aws sso login"],
  ])("%j on the way", (met, detail, fix) => {
    expect(noCredentials(NONE, met, ENV)).toEqual({ reason: "unauthenticated", detail, fix });
  }); // prettier-ignore

  test("what a profile of none says, without AWS_PROFILE, is no fault of a profile", () => {
    for (const words of [
      "did not contain credential_process",
      "could not be found in shared credentials file",
    ])
      for (const env of [{}, { AWS_PROFILE: "" }])
        expect(
          noCredentials(
            NONE,
            ["Could not resolve credentials using profile: [default] in …", `Profile default ${words}.`],
            env,
          ),
        ).toEqual({
          reason: "unauthenticated",
          detail: "no credentials were found",
          fix: FIND_CREDENTIALS,
        });
  });

  test("a profile's name that is no name isn't shown", () => {
    const env = { AWS_PROFILE: `${CANARY} ` };
    const met = ["Profile x did not contain credential_process."];
    expect(noCredentials(NONE, met, env).detail).toBe("the profile (AWS_PROFILE) holds no whole credentials");
    expect(noCredentials("Token is expired", [], env).fix).toBe("aws sso login");
  });

  test.each(["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"])(
    "a container's endpoint of %s may be there later",
    (variable) => {
      for (const message of [NONE, "169.254.170.23 is not a valid container metadata service hostname"])
        expect(noCredentials(message, [], { [variable]: `/${CANARY}` })).toEqual({
          reason: "unavailable",
          detail: "signing in: the container's endpoint gave no credentials",
          fix: "it may pass; else look at the role of the task, or at the pod identity association of the service account",
        });
    },
  );

  test("SSO that is busy, or down, may pass", () => {
    expect(noCredentials("TooManyRequestsException: slow down", [], ENV).reason).toBe("throttled");
    expect(noCredentials("InternalServerException: later", [], ENV).reason).toBe("unavailable");
  });
});
