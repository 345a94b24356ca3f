import { type NetworkFault, networkFault, type SourceErrorReason } from "@confide/core/adapter";

import { networkVerdict, SIGNING_IN, signInFault } from "./sign-in-faults.ts";

/** What went wrong before Key Vault could judge, and what to do. */
export interface Known {
  readonly reason: SourceErrorReason;
  readonly detail?: string;
  readonly fix?: string;
}

/** By the client's own class, status and words, of which nothing is shown. */
export function knownFault(error: unknown, vault: string): Known | undefined {
  const [name, message] = ["name", "message"].map((field) => textIn(error, field)) as [string, string];
  if (/challenge resource .* does not match the requested domain/i.test(message)) return OTHER_DOMAIN;
  const signIn = signInFault(name, message);
  if (signIn) return signIn;
  const status: unknown = Reflect.get(Object(error), "statusCode");
  if (status === 401) return /\bAKV10032\b/.test(message) ? OTHER_TENANT : TOKEN_REFUSED;
  if (status === 407) return PROXY;
  const network = typeof status === "number" ? undefined : networkFault(error);
  return network && lostOnTheWay(network, isOfVault(error, vault) ? vault : undefined);
}

function lostOnTheWay(fault: NetworkFault, vault: string | undefined): Known {
  if (vault === undefined) return networkVerdict(fault, SIGNING_IN);
  const { code } = fault;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return {
      reason: "unavailable",
      detail: `there is no vault at ${vault}`,
      fix: "look at the vault's name in vaultUrl: az keyvault list",
    };
  return networkVerdict(fault);
}

/** The client signs in at another host, whose request its error holds. */
function isOfVault(error: unknown, vault: string): boolean {
  const request: unknown = Reflect.get(Object(error), "request");
  const url = textIn(request, "url");
  return !URL.canParse(url) || new URL(url).host === new URL(vault).host;
}

function textIn(value: unknown, field: string): string {
  return String(Reflect.get(Object(value), field) ?? "");
}

const OTHER_DOMAIN: Known = {
  reason: "unauthenticated",
  detail: "the vault asks for a sign-in to another domain than its address, as behind a private link",
  fix: "look at vaultUrl; if that is meant, pass a client: new SecretClient(url, credential, { disableChallengeResourceVerification: true })",
};

const OTHER_TENANT: Known = {
  reason: "unauthenticated",
  detail: "the sign-in is to another tenant than the vault's",
  fix: "look at AZURE_TENANT_ID, or az login --tenant",
};

const TOKEN_REFUSED: Known = {
  reason: "unauthenticated",
  detail: "the vault doesn't accept the token",
  fix: "sign in again: az login; else look at the tenant, and at this machine's clock",
};

const PROXY: Known = {
  reason: "unknown",
  detail: "a proxy asks for a sign-in of its own",
  fix: "give it a user and a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
};
