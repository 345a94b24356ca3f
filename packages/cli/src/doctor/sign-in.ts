import { existsSync } from "node:fs";
import { join } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import type { Environment } from "../project/git.ts";
import { parsedObject } from "../project/manifest.ts";

/** How a store's client would sign in, found without a network. */
export interface SignIn {
  /** In words: `variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`. */
  readonly by: string;
  /** Who that is, where a file says so. */
  readonly identity?: string | undefined;
}

/** In the order in which the vendor's client looks; `undefined` for a store that isn't known here. */
export function signInOf(store: string, env: Environment): SignIn | undefined {
  return WAYS[store]?.(env);
}

const WAYS: Readonly<Record<string, (env: Environment) => SignIn>> = {
  "aws-secrets-manager": awsSignIn,
  "aws-parameter-store": awsSignIn,
  "google-secret-manager": googleSignIn,
  "azure-key-vault": azureSignIn,
  vault: vaultSignIn,
  "local-store": () => ({ by: "the key file or passphrase of the definition" }),
};

function awsSignIn(env: Environment): SignIn {
  const profile = env.AWS_PROFILE;
  if (profile !== undefined) return { by: "variable AWS_PROFILE", identity: `profile ${profile}` };
  if (env.AWS_ACCESS_KEY_ID !== undefined && env.AWS_SECRET_ACCESS_KEY !== undefined)
    return { by: "variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" };
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE !== undefined)
    return { by: "variable AWS_WEB_IDENTITY_TOKEN_FILE", identity: env.AWS_ROLE_ARN };
  if (inHome(env, ".aws/credentials") ?? inHome(env, ".aws/config"))
    return { by: "the files of ~/.aws", identity: "profile default" };
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ?? env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
    return { by: "the container's role" };
  return { by: "nothing is here: the instance's role, if there is one" };
}

function googleSignIn(env: Environment): SignIn {
  const path = env.GOOGLE_APPLICATION_CREDENTIALS;
  if (path !== undefined)
    return { by: "the file of GOOGLE_APPLICATION_CREDENTIALS", identity: propertyOf(path, "client_email") };
  const own = inHome(env, ".config/gcloud/application_default_credentials.json");
  if (own !== undefined)
    return { by: "gcloud auth application-default login", identity: propertyOf(own, "account") };
  return { by: "nothing is here: the machine's service account, if there is one" };
}

function azureSignIn(env: Environment): SignIn {
  const { AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE } =
    env;
  const identity = AZURE_CLIENT_ID === undefined ? undefined : `client ${AZURE_CLIENT_ID}`;
  if (AZURE_CLIENT_SECRET !== undefined) return { by: "variable AZURE_CLIENT_SECRET", identity };
  if (AZURE_CLIENT_CERTIFICATE_PATH !== undefined)
    return { by: "variable AZURE_CLIENT_CERTIFICATE_PATH", identity };
  if (AZURE_FEDERATED_TOKEN_FILE !== undefined)
    return { by: "variable AZURE_FEDERATED_TOKEN_FILE", identity };
  if (env.IDENTITY_ENDPOINT !== undefined) return { by: "the managed identity", identity };
  return inHome(env, ".azure/azureProfile.json") === undefined
    ? { by: "nothing is here: the managed identity, if there is one" }
    : { by: "az login" };
}

/** The client takes no file: `~/.vault-token` is the vault program's own. */
function vaultSignIn(env: Environment): SignIn {
  return env.VAULT_TOKEN === undefined
    ? { by: "the auth of the definition, as VAULT_TOKEN isn't set" }
    : { by: "the auth of the definition, else variable VAULT_TOKEN" };
}

function inHome(env: Environment, name: string): string | undefined {
  const home = env.HOME ?? env.USERPROFILE;
  const path = home === undefined ? undefined : join(home, name);
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** One property that names an account; whatever else is in the file stays there. */
function propertyOf(path: string, name: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const value = parsedObject(textOrNone(path) ?? "")[name];
  return typeof value === "string" && /^[\w.+-]+@[\w.-]+$/.test(value) ? value : undefined;
}
