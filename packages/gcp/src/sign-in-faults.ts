import { type NetworkFault, networkFault, type SourceErrorReason } from "@confide/core/adapter";

/** Why a sign-in failed, and what to do. */
export interface SignInFault {
  readonly reason: SourceErrorReason;
  readonly detail: string;
  readonly fix?: string | undefined;
}

/** What gRPC puts before the words of the auth library, which it asks for a token with each call. */
const TOKEN_FETCH = "Getting metadata from plugin failed with error: ";
/** gRPC has no others. What is larger is the status of a token service's answer, which gRPC hands on as its own code. */
const LARGEST_GRPC_CODE = 16;

/**
 * Before a call the client fetches a token. A failure of that has words of the auth library, of Node, or of Google's token
 * service, of which nothing is shown; and as its code none, the status of the token service, or gRPC's word for anything.
 *
 * @returns `undefined` where it is an answer of Secret Manager
 */
export function signInFault(error: unknown, code: number | undefined): SignInFault | undefined {
  const text = error instanceof Error ? error.message : "";
  const at = text.indexOf(TOKEN_FETCH);
  const status = code !== undefined && code > LARGEST_GRPC_CODE ? code : undefined;
  if (code !== undefined && status === undefined && at === -1) return undefined;
  const words = at === -1 ? text : text.slice(at + TOKEN_FETCH.length);
  const network = at === -1 ? undefined : networkFault(new Error(words));
  if (network) return networkVerdict(network, "signing in: ");
  const isMidway = at !== -1;
  return (
    FAULTS.find((each) => each.words.test(words) && (each.isMidway ?? isMidway) === isMidway)?.fault ??
    faultOfStatus(status) ?? { reason: "unknown", detail: UNKNOWN, fix: LOOK }
  );
}

/** What a fault of the network means, wherever the request went. */
export function networkVerdict({ code, detail, fix, mayPass }: NetworkFault, during = ""): SignInFault {
  return { reason: mayPass ? "unavailable" : "unknown", detail: `${during}${detail} (${code})`, fix };
}

function faultOfStatus(status: number | undefined): SignInFault | undefined {
  if (status === undefined) return undefined;
  if (status === 429 || status >= 500)
    return {
      reason: "unavailable",
      detail: `the sign-in got no token (HTTP ${status})`,
      fix: "it may pass; else look at the metadata server, or at the token service of the credentials' file",
    };
  if (status === 404)
    return {
      reason: "unauthenticated",
      detail: "this machine has no service account",
      fix: "give it one, or set GOOGLE_APPLICATION_CREDENTIALS to a file",
    };
  if (status === 403) return { reason: "unauthenticated", ...NO_IMPERSONATION };
  return { reason: "unauthenticated", ...NOT_ACCEPTED };
}

/** For gRPC's own word too. */
export const NOT_ACCEPTED = {
  detail: "the credentials are not accepted",
  fix: "sign in again: gcloud auth application-default login, or another key",
} as const;

export const UNREADABLE_KEY = {
  detail: "the private key can't be read",
  fix: String.raw`its line breaks may have come as the two characters \n: key.replaceAll("\\n", "\n")`,
} as const;

const NO_IMPERSONATION = {
  detail: "the identity of this machine or workload may not act as its service account",
  fix: "grant it roles/iam.workloadIdentityUser on that account, and look at the account's own scopes",
} as const;

const UNKNOWN = "the sign-in, or the client itself, failed before a call was made";
const LOOK = "gcloud auth application-default print-access-token says what Google doesn't take";

interface KnownWords {
  readonly words: RegExp;
  /** Only of a token that is fetched for a call, or only of the credentials that are read before; left out, of both. */
  readonly isMidway?: boolean;
  readonly fault: SignInFault;
}

const FAULTS: readonly KnownWords[] = [
  {
    words: /unable to detect a project id/i,
    fault: {
      reason: "unknown",
      detail: "no project is set",
      fix: "set the option project, or GOOGLE_CLOUD_PROJECT",
    },
  },
  {
    words: /could not load the default credentials/i,
    fault: {
      reason: "unauthenticated",
      detail: "no credentials were found",
      fix: "gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS to a file",
    },
  },
  {
    words: /^the file at .* does not exist|GOOGLE_APPLICATION_CREDENTIALS.*(?:does not exist|ENOENT)/is,
    isMidway: false,
    fault: {
      reason: "unauthenticated",
      detail: "the file of GOOGLE_APPLICATION_CREDENTIALS is not there",
      fix: "look at that variable, or unset it and run gcloud auth application-default login",
    },
  },
  {
    words: /^the file at .* does not exist|\bENOENT\b/is,
    isMidway: true,
    fault: {
      reason: "unauthenticated",
      detail: "the token file that the credentials' file names is not there",
      fix: "look at credential_source in it, and whether the token is mounted",
    },
  },
  {
    words: /DECODER routines|asn1 encoding|PEM routines|private key/i,
    fault: { reason: "unauthenticated", ...UNREADABLE_KEY },
  },
  {
    words: /\binvalid_(?:grant|rapt)\b/,
    fault: {
      reason: "unauthenticated",
      detail: "the sign-in has expired, or was revoked",
      fix: "gcloud auth application-default login; for a key, look at this machine's clock too",
    },
  },
  {
    words: /\binvalid_target\b/,
    fault: {
      reason: "unauthenticated",
      detail: "there is no such workload identity pool or provider",
      fix: "look at audience in the credentials' file",
    },
  },
  {
    words: /\binvalid_(?:client|request)\b|\bunauthorized_client\b/,
    fault: { reason: "unauthenticated", ...NOT_ACCEPTED },
  },
  {
    words: /\bcredentials?\b|\btokens?\b|\bunauthorized\b|\bADC\b/i,
    isMidway: false,
    fault: { reason: "unauthenticated", ...NOT_ACCEPTED },
  },
];
