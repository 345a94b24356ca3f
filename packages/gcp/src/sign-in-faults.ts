import type { SourceErrorReason } from "@confide/core/adapter";

/** Why a sign-in failed, and what to do. */
export interface SignInFault {
  readonly reason: SourceErrorReason;
  readonly detail?: string;
  readonly fix?: string;
}

/**
 * Before a first call the client fetches a token, and a failure of that has no gRPC code, only words: those of the auth
 * library, of Node, or of Google's token service. Nothing of them is shown.
 */
export function signInFault(message: string): SignInFault {
  return FAULTS.find(({ words }) => words.test(message))?.fault ?? { reason: "unknown", detail: UNKNOWN };
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

const UNKNOWN = "the sign-in, or the client itself, failed before a call was made";

const FAULTS: readonly { readonly words: RegExp; readonly fault: SignInFault }[] = [
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
    fault: {
      reason: "unauthenticated",
      detail: "the file of GOOGLE_APPLICATION_CREDENTIALS is not there",
      fix: "look at that variable, or unset it and run gcloud auth application-default login",
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
    words: /\bcredentials?\b|\btokens?\b|\bunauthorized\b|\bADC\b/i,
    fault: { reason: "unauthenticated", ...NOT_ACCEPTED },
  },
];
