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
    const fault = signInFault(new Error(message), undefined);
    expect(fault).toMatchObject({ reason, detail, fix: expect.any(String) as string });
    expect(JSON.stringify(fault)).not.toContain(CANARY);
  });

  test.each(["ENOENT: no such file, open '/home/tokenizer/adcs/x'", "the broadcast failed", "something"])(
    "%s: words within a name are no sign-in, and it is not only failed",
    (message) => {
      expect(signInFault(new Error(message), undefined)).toEqual({
        reason: "unknown",
        detail: "the sign-in, or the client itself, failed before a call was made",
        fix: "gcloud auth application-default print-access-token says what Google doesn't take",
      });
    },
  );

  // As the auth library fails behind gRPC, for the token of a call: each as it was seen.
  const [now, later] = ["unauthenticated", "unavailable"] as const;
  test.each<[number, string, string, string, unknown]>([
    [404, "Could not refresh access token: A Not Found error was returned", now, "this machine has no service account", "give it one, or set GOOGLE_APPLICATION_CREDENTIALS to a file"],
    [403, "Could not refresh access token: A Forbidden error was returned", now, "the identity of this machine or workload may not act as its service account", expect.stringMatching(/workloadIdentityUser/)],
    [403, "Error code undefined", now, "the identity of this machine or workload may not act as its service account", expect.stringMatching(/workloadIdentityUser/)],
    [500, `Could not refresh access token: ${CANARY}`, later, "the sign-in got no token (HTTP 500)", expect.stringMatching(/^it may pass/)],
    [429, "Could not refresh access token: {}", later, "the sign-in got no token (HTTP 429)", expect.stringMatching(/^it may pass/)],
    [2, "The file at /var/run/jwt does not exist, or it is not a file. ENOENT: no such file or directory, lstat '/var/run/jwt'", now, "the token file that the credentials' file names is not there", "look at credential_source in it, and whether the token is mounted"],
    [400, `Error code invalid_grant: ${CANARY}`, now, "the sign-in has expired, or was revoked", expect.stringMatching(/^gcloud auth/)],
    [400, `Error code invalid_target: ${CANARY}`, now, "there is no such workload identity pool or provider", "look at audience in the credentials' file"],
    [401, `Error code invalid_client: ${CANARY}`, now, "the credentials are not accepted", expect.stringMatching(/^sign in again/)],
    [400, CANARY, now, "the credentials are not accepted", expect.stringMatching(/^sign in again/)],
    [2, "error:1E08010C:DECODER routines::unsupported", now, "the private key can't be read", expect.stringMatching(/line breaks/)],
    [2, "request to https://oauth2.googleapis.com/token failed, reason: getaddrinfo ENOTFOUND oauth2.googleapis.com", later, "signing in: there is no host of that name (ENOTFOUND)", expect.stringMatching(/DNS/)],
    [14, "request to https://oauth2.googleapis.com/token failed, reason: getaddrinfo ENOTFOUND oauth2.googleapis.com", later, "there is no host of that name (ENOTFOUND)", expect.stringMatching(/DNS/)],
    [2, `Cannot create property 'res' on string '${CANARY}'`, "unknown", "the sign-in, or the client itself, failed before a call was made", expect.stringMatching(/print-access-token/)],
  ])("code %i of a token that was fetched for a call: %s", async (code, words, reason, detail, fix) => {
    const message = `${code} undefined: Getting metadata from plugin failed with error: ${words}`;
    const accessSecretVersion = async () => Promise.reject(Object.assign(new Error(message), { code }));
    const client = { initialize: async () => {}, accessSecretVersion } as never;
    const error = await errorOf({ project: "shop", client });
    expect(error).toMatchObject({ reason, fix, message: expect.stringMatching(/google-secret-manager: /) as string });
    expect(error.message.split("google-secret-manager: ")[1]).toBe(detail);
    expect(error.message + JSON.stringify(error)).not.toContain(CANARY);
  }); // prettier-ignore

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
