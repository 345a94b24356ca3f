import type { Source } from "@confide/core";
import { expect, test } from "vitest";

import { childEnv } from "./child-env.ts";
import { credentialNames } from "./credentials.ts";

const env = {
  AWS_SECRET_ACCESS_KEY: "a",
  AWS_SESSION_TOKEN: "a",
  AWS_REGION: "eu-west-1",
  GOOGLE_APPLICATION_CREDENTIALS: "a",
  AZURE_CLIENT_SECRET: "a",
  VAULT_TOKEN: "a",
  VAULT_ADDR: "https://vault.example",
  CONFIDE_KEY_FILE: "a",
  CONFIDE_PASSPHRASE: "a",
  HOME: "/",
  UNDEFINED: undefined,
};
const names = Object.keys(env);

function sourceOf(store: string): Source {
  return { name: store, store: { name: store } } as unknown as Source;
}

test.each([
  ["aws-secrets-manager", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]],
  ["aws-parameter-store", ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]],
  ["google-secret-manager", ["GOOGLE_APPLICATION_CREDENTIALS"]],
  ["azure-key-vault", ["AZURE_CLIENT_SECRET"]],
  ["vault", ["VAULT_TOKEN"]],
  ["local-store", ["CONFIDE_KEY_FILE", "CONFIDE_PASSPHRASE"]],
  ["somebody's", []],
])("the credentials of %s", (store, expected) => {
  expect(credentialNames({ sources: [sourceOf(store)] }, names)).toEqual(expected);
});

test("of a definition without stores none are confide's", () => {
  expect(credentialNames({}, names)).toEqual([]);
  expect(credentialNames({ sources: [{ name: "env" } as unknown as Source] }, names)).toEqual([]);
});

test("the environment is confide's without them, but for those that are passed, and with the settings", () => {
  const variables = [["HOME", "/app"]] as const;
  const without = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "VAULT_TOKEN", "CONFIDE_KEY_FILE"];
  const made = childEnv(env, { variables, without, pass: ["AWS_S*N", "CONFIDE_KEY_FILE", "VAULT"] });
  expect(Object.keys(made)).toEqual(
    names.filter((name) => !["AWS_SECRET_ACCESS_KEY", "VAULT_TOKEN", "UNDEFINED"].includes(name)),
  );
  expect(made["HOME"]).toBe("/app");
});
