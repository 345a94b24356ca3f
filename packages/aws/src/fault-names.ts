/** Node's codes for a server that could not be reached, or broke off. */
export const UNREACHABLE: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
]);

/** The spellings of one thing that the SDK itself knows. */
export const THROTTLED: ReadonlySet<string> = new Set([
  "ThrottlingException",
  "ThrottledException",
  "Throttling",
  "TooManyRequestsException",
  "RequestThrottled",
  "RequestThrottledException",
  "RequestLimitExceeded",
  "SlowDown",
]);

export const NOT_ACCEPTED = "the credentials are not accepted";
export const EXPIRED = "the credentials have expired";
export const NO_ROLE = "the role could not be taken on";

/** Of the SDK's search for credentials. */
export const NO_CREDENTIALS: ReadonlySet<string> = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
]);

/** What a signature of another time is answered with. */
export const OF_THE_CLOCK: ReadonlySet<string> = new Set([
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "AuthFailure",
]);

export const SIGN_IN_AGAIN: ReadonlyMap<string, string> = new Map([
  [NOT_ACCEPTED, "look at the access key and its secret, or sign in again"],
  [EXPIRED, "sign in again: aws sso login, or new credentials in the environment"],
  [NO_ROLE, "look at the role's trust policy, and at AWS_ROLE_ARN"],
]);

/** Of the store's service, and of the token service that the SDK's chain may ask before. */
export const CREDENTIAL_FAULTS: ReadonlyMap<string, string> = new Map([
  ["ExpiredTokenException", EXPIRED],
  ["ExpiredToken", EXPIRED],
  ["RequestExpired", EXPIRED],
  ["UnrecognizedClientException", NOT_ACCEPTED],
  ["InvalidClientTokenId", NOT_ACCEPTED],
  ["InvalidSignatureException", NOT_ACCEPTED],
  ["SignatureDoesNotMatch", NOT_ACCEPTED],
  ["IncompleteSignature", NOT_ACCEPTED],
  ["IncompleteSignatureException", NOT_ACCEPTED],
  ["MissingAuthenticationToken", NOT_ACCEPTED],
  ["MissingAuthenticationTokenException", NOT_ACCEPTED],
]);
