import { type NetworkFault, networkFault } from "@confide/core/adapter";

import type { Known } from "./known-faults.ts";

/** As `@azure/identity` names its errors: what was there was refused. */
const REFUSED = /^Authentication(?:Required)?Error$/;
/** Of one credential, or of all that were tried: most of them aren't there, and say so by a network's error. */
const NOT_THERE = /^(?:CredentialUnavailable|AggregateAuthentication)Error$/;

/** Why no token was had, by the codes of Microsoft's token service and the library's words; nothing of a message is shown. */
export function signInFault(name: string, message: string): Known | undefined {
  const isRefused = REFUSED.test(name);
  if (!isRefused && !NOT_THERE.test(name)) return undefined;
  const known = FAULTS.find(({ words }) => words.test(message))?.fault;
  if (known) return { reason: "unauthenticated", ...known };
  const code = /\bAADSTS(\d{4,9})\b/.exec(message)?.[1];
  if (code !== undefined)
    return {
      reason: "unauthenticated",
      detail: `Microsoft refused the sign-in (AADSTS${code})`,
      fix: `https://login.microsoftonline.com/error?code=${code} says why`,
    };
  if (/expired|refresh token/i.test(message)) return { reason: "unauthenticated", ...EXPIRED };
  if (!isRefused) return { reason: "unauthenticated", ...NO_CREDENTIALS };
  const network = networkFault(new Error(message));
  if (network) return networkVerdict(network, SIGNING_IN);
  const status = /\bstatus code: (429|5\d\d)\b/i.exec(message)?.[1];
  if (status !== undefined)
    return {
      reason: "unavailable",
      detail: `the sign-in got no token (HTTP ${status})`,
      fix: "it may pass; else look at the identity endpoint of this machine",
    };
  return { reason: "unauthenticated", ...CREDENTIALS_REFUSED };
}

/** What a fault of the network means, wherever the request went. */
export function networkVerdict({ code, detail, fix, mayPass }: NetworkFault, during = ""): Known {
  return { reason: mayPass ? "unavailable" : "unknown", detail: `${during}${detail} (${code})`, fix };
}

export const SIGNING_IN = "signing in: ";

const LOOK_AT_CLIENT = "look at AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET";

const NO_CREDENTIALS = {
  detail: "no credentials were found",
  fix: "az login, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET, or give the machine an identity",
};

const CREDENTIALS_REFUSED = {
  detail: "the credentials are not accepted",
  fix: `az login, or ${LOOK_AT_CLIENT}`,
};

const EXPIRED = { detail: "the sign-in has expired", fix: "az login" };

type Fault = Required<Pick<Known, "detail" | "fix">>;

/**
 * The codes are those of https://learn.microsoft.com/entra/identity-platform/reference-error-codes. They come before words:
 * "expired" is said of a client's secret, too.
 */
const FAULTS: readonly { readonly words: RegExp; readonly fault: Fault }[] = [
  {
    words: /AADSTS(?:7000215|7000222|700016|700027|90002|900023)\b/,
    fault: {
      detail: "the client's id, tenant, secret or certificate is not accepted, or has expired",
      fix: `${LOOK_AT_CLIENT}, or make a new secret`,
    },
  },
  {
    words: /AADSTS(?:70021|700211|700212|700213|700238)\b/,
    fault: {
      detail: "no federated credential fits the token of this workload",
      fix: "compare its issuer, subject and audience with those of the application or identity: az ad app federated-credential list",
    },
  },
  {
    words: /AADSTS(?:700024|7000241|50013)\b/,
    fault: {
      detail: "the token of this workload isn't valid at this time",
      fix: "look at this machine's clock, and whether the token's file is renewed",
    },
  },
  {
    words: /AADSTS(?:5307[0-9]|53000|53001|53002|53003|50076|50079|50158)\b/,
    fault: {
      detail: "a policy of the tenant asks for more than this sign-in has given (conditional access)",
      fix: "az login, which asks for the rest; a program signs in as an application or a managed identity",
    },
  },
  {
    words: /AADSTS(?:50020|50034|90072)\b/,
    fault: {
      detail: "the account isn't one of that tenant",
      fix: "look at AZURE_TENANT_ID, or az login --tenant",
    },
  },
  {
    words: /AADSTS500011\b/,
    fault: {
      detail: "the tenant knows no Key Vault of that cloud",
      fix: "look at the cloud of vaultUrl, at AZURE_AUTHORITY_HOST and at AZURE_TENANT_ID",
    },
  },
  {
    words: /AADSTS(?:700082|70043|70008|50173|50078|700084)\b/,
    fault: EXPIRED,
  },
  {
    words: /identity not found|multiple user assigned identities/i,
    fault: {
      detail: "the machine has no such managed identity, or several of which none is named",
      fix: "set AZURE_CLIENT_ID to the client id of the identity",
    },
  },
];
