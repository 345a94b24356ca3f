import { getOutcome, type SourceError } from "@confide/core/adapter";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { signedIn } from "../test/fixture.ts";
import { Refusal } from "../test/refusal.ts";
import { googleSecretManager, type GoogleSecretManagerOptions } from "./store.ts";
import { signInFault } from "./sign-in-faults.ts";

const CANARY = "canary-5ec2e7";

/** What a read brings with the SDK's own client, in an environment that has nothing but this. */
async function errorOf(
  options: GoogleSecretManagerOptions,
  variables: Readonly<Record<string, string>> = {},
) {
  const all = {
    HOME: "/nowhere",
    METADATA_SERVER_DETECTION: "none",
    CLOUDSDK_CONFIG: "/nowhere",
    ...variables,
  };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const store = googleSecretManager(options);
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 };
  const { error } = await getOutcome(store, { name: "a" }, context);
  await store.close?.();
  return error as SourceError;
}

describe("what an error says, and what to do", () => {
  test("a file of credentials that isn't there", async () => {
    const error = await errorOf(
      { project: "shop" },
      { GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/adc/key.json" },
    );
    expect(error).toMatchObject({
      reason: "unauthenticated",
      message:
        "not signed in to google-secret-manager: the file of GOOGLE_APPLICATION_CREDENTIALS is not there",
      fix: "look at that variable, or unset it and run gcloud auth application-default login",
    });
  });

  test("a private key whose line breaks came as two characters, before any call", async () => {
    const private_key = String.raw`-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`;
    const credentials = { client_email: "a@b.c", private_key, project_id: "shop" };
    expect(await errorOf({ credentials })).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to google-secret-manager: the private key can't be read",
      fix: String.raw`its line breaks may have come as the two characters \n: key.replaceAll("\\n", "\n")`,
    });
  });

  test.each([
    ["Unable to detect a Project Id in the current environment.", "unknown", "no project is set"],
    ["Could not load the default credentials. Browse to …", "unauthenticated", "no credentials were found"],
    [
      `{"error":"invalid_grant","error_description":"${CANARY}"}`,
      "unauthenticated",
      "the sign-in has expired, or was revoked",
    ],
    [
      "Request had invalid authentication credentials.",
      "unauthenticated",
      "the credentials are not accepted",
    ],
  ] as const)("%s", (message, reason, detail) => {
    const fault = signInFault(message);
    expect(fault).toMatchObject({ reason, detail, fix: expect.any(String) as string });
    expect(JSON.stringify(fault)).not.toContain(CANARY);
  });

  test.each(["ENOENT: no such file, open '/home/tokenizer/adcs/x'", "the broadcast failed", "something"])(
    "%s: words within a name are no sign-in, and it is not only failed",
    (message) => {
      expect(signInFault(message)).toEqual({
        reason: "unknown",
        detail: "the sign-in, or the client itself, failed before a call was made",
      });
    },
  );

  test("a token that isn't accepted, a project that is another's, and a permission that is missing", async () => {
    await using fixture = await signedIn();
    const { store, server } = fixture;
    const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 };
    const failure = async () => (await getOutcome(store, { name: "a" }, context)).error;
    fixture.members.clear();
    expect(await failure()).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to google-secret-manager: the credentials are not accepted",
      fix: "sign in again: gcloud auth application-default login, or another key",
    });
    server.meet(
      new Refusal(7, "Permission 'secretmanager.versions.access' denied for resource (or it may not exist)."),
    );
    expect(await failure()).toMatchObject({
      reason: "denied",
      needs: "roles/secretmanager.secretAccessor on projects/shop/secrets/a",
    });
    server.meet(new Refusal(2, "in other words"));
    expect((await failure())?.message).toBe("failed in google-secret-manager: gRPC code 2");
  });

  test("a private certificate, and a host that isn't there", async () => {
    const grpc = (message: string) => Object.assign(new Error(message), { code: 14 });
    const failing = async (message: string) => {
      const client = {
        initialize: async () => {},
        accessSecretVersion: async () => Promise.reject(grpc(message)),
      };
      return errorOf({ project: "shop", client: client as never });
    };
    expect(
      await failing("14 UNAVAILABLE: No connection established. Last error: self-signed certificate"),
    ).toMatchObject({
      reason: "unknown",
      message:
        "failed in google-secret-manager: its certificate is of an authority that this machine doesn't trust (SELF_SIGNED_CERT_IN_CHAIN)",
      fix: "set NODE_EXTRA_CA_CERTS to the file of your organisation's authority",
    });
    expect(await failing("14 UNAVAILABLE: Name resolution failed for target dns:x:443")).toMatchObject({
      reason: "unavailable",
      fix: "look at the name in the address, and at the network's DNS",
    });
  });
});
