import { networkFault, type SourceErrorReason } from "@confide/core/adapter";

/** What went wrong before Key Vault could judge, and what to do. */
export interface Known {
  readonly reason: SourceErrorReason;
  readonly detail?: string;
  readonly fix?: string;
}

/** By the client's own class and words, of which nothing is shown. */
export function knownFault(error: unknown, vault: string): Known | undefined {
  const [name, message] = ["name", "message"].map((field) => String(Reflect.get(Object(error), field) ?? ""));
  if (/challenge resource .* does not match the requested domain/i.test(message ?? "")) return OTHER_DOMAIN;
  const isStatus = typeof Reflect.get(Object(error), "statusCode") === "number";
  const network = isStatus ? undefined : networkFault(error);
  if (network?.code === "ENOTFOUND" || network?.code === "EAI_AGAIN")
    return {
      reason: "unavailable",
      detail: `there is no vault at ${vault}`,
      fix: "look at the vault's name in vaultUrl: az keyvault list",
    };
  if (network)
    return {
      reason: network.mayPass ? "unavailable" : "unknown",
      detail: `${network.detail} (${network.code})`,
      fix: network.fix,
    };
  return SIGN_IN_FAULTS.find(({ names, words }) => names.test(name ?? "") && words.test(message ?? ""))
    ?.known;
}

const OTHER_DOMAIN: Known = {
  reason: "unauthenticated",
  detail: "the vault asks for a sign-in to another domain than its address, as behind a private link",
  fix: "look at vaultUrl; if that is meant, pass a client: new SecretClient(url, credential, { disableChallengeResourceVerification: true })",
};

const CREDENTIAL = /^(?:CredentialUnavailable|(?:Aggregate)?Authentication(?:Required)?)Error$/;

const SIGN_IN_FAULTS: readonly { readonly names: RegExp; readonly words: RegExp; readonly known: Known }[] = [
  {
    names: CREDENTIAL,
    words: /AADSTS(?:700082|70043|50173|50078|700084)|expired|refresh token/i,
    known: { reason: "unauthenticated", detail: "the sign-in has expired", fix: "az login" },
  },
  {
    names: CREDENTIAL,
    words: /AADSTS(?:7000215|7000222|700016|90002)/,
    known: {
      reason: "unauthenticated",
      detail: "the client's id, tenant or secret is not accepted, or has expired",
      fix: "look at AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET",
    },
  },
  {
    names: CREDENTIAL,
    words: /(?:)/,
    known: {
      reason: "unauthenticated",
      detail: "no credentials were found",
      fix: "az login, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET, or give the machine an identity",
    },
  },
];
