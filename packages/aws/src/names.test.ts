import { expect, test, vi } from "vitest";

import { nameCases } from "../../core/test/name-cases.ts";
import { awsSecretsManager } from "./index.ts";
import { canonicalName, isAbout, isFullArn, nameFailure, versionIn } from "./names.ts";

nameCases({
  name: "aws-secrets-manager",
  open() {
    const send = vi.fn<() => Promise<object>>(async () => ({}));
    return { store: awsSecretsManager({ client: { send } as never }), calls: () => send.mock.calls.length };
  },
  isName: (name) => /^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name),
  badPrefixes: ["a b", "a*", "$(id)", "a\n", "ü", "x".repeat(513)],
  badVersions: [], // any text may be a label
});

test("a name has letters, digits and seven signs, 512 characters at most", () => {
  for (const name of ["a", "rds!db-1", "a/b_c+d=e.f@g", "x".repeat(512)])
    expect(nameFailure(name)).toBeUndefined();
  for (const name of ["", "a b", " a", "a*", "x".repeat(513)])
    expect(nameFailure(name)).toMatchObject({
      reason: "invalid-ref",
      ref: name,
      message:
        "not a valid name for aws-secrets-manager: it takes an ARN, or 1 to 512 letters, digits and any of /_+=.@!-",
    });
});

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

test("an ARN is one of a secret, in any partition", () => {
  for (const arn of [ARN, ARN.replace("aws", "aws-us-gov")]) {
    expect(nameFailure(`${arn}a-AbC123`)).toBeUndefined();
    expect(nameFailure(arn + "x".repeat(519))).toBeUndefined();
    expect(nameFailure(arn + "x".repeat(520))).toBeDefined();
    expect(nameFailure(arn)).toBeDefined();
  }
  for (const wrong of [
    `x${ARN}a`,
    ARN.replace("123456789012", "12345678901x"),
    ARN.replace("eu-west-1", "EU"),
  ])
    expect(nameFailure(`${wrong}a`)).toBeDefined();
});

test("a full ARN ends in a hyphen and six letters or digits", () => {
  expect(isFullArn(`${ARN}a-AbC123`)).toBe(true);
  for (const name of ["a-AbC123", `${ARN}a-AbC12`, `${ARN}a-AbC1234`, `${ARN}a-AbC12_`, `${ARN}aAbC1234`])
    expect(isFullArn(name)).toBe(false);
});

test("an answer is about a name, an ARN, or an ARN without its suffix", () => {
  const entry = { Name: "a", ARN: `${ARN}a-AbC123` };
  for (const asked of ["a", `${ARN}a-AbC123`, `${ARN}a`]) expect(isAbout(asked, entry)).toBe(true);
  for (const asked of ["b", `${ARN}b`, `${ARN}a-AbC12`, `${ARN}a-AbC124`])
    expect(isAbout(asked, entry)).toBe(false);
  expect(isAbout("a", {})).toBe(false);
});

test("a version of 32 to 64 characters is an id, any other a label", () => {
  const versionOf = (version?: string) => versionIn({ name: "a", ...(version !== undefined && { version }) });
  expect(versionOf()).toEqual({ VersionStage: "AWSCURRENT" });
  for (const length of [32, 64])
    expect(versionOf("x".repeat(length))).toEqual({ VersionId: "x".repeat(length) });
  for (const length of [31, 65])
    expect(versionOf("x".repeat(length))).toEqual({ VersionStage: "x".repeat(length) });
});

test.each([
  ["prod/key", "prod/key"],
  ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod/key-a1B2c3", "prod/key"],
  ["arn:aws-cn:secretsmanager:cn-north-1:111111111111:secret:prod/key", "prod/key"],
  ["prod/key-a1B2c3", "prod/key-a1B2c3"],
])("%s is called %s, in whatever way it is spelt", (spelt, name) => {
  expect(canonicalName(spelt)).toBe(name);
});
