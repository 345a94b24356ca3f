/** Why the SDK found no credentials, and what to do. */
export interface SignInFault {
  readonly detail: string;
  readonly fix: string;
}

/** The SDK has one error for all of it; its words tell. Nothing of them is shown but a profile's name. */
export function signInFault(
  message: string,
  chosen: string | undefined = process.env["AWS_PROFILE"],
): SignInFault {
  const profile = /profile[:=]? ?\[?([\w.@+-]{1,64})\]?/i.exec(message)?.[1];
  if (/sso/i.test(message) && /expired|refresh/i.test(message))
    return {
      detail: "the SSO session has expired, or there is none",
      fix: withProfile("aws sso login", profile),
    };
  if (/token is expired|token .*not found or is invalid/i.test(message))
    return {
      detail: "the SSO session has expired, or there is none",
      fix: withProfile("aws sso login", profile),
    };
  // Of a profile that isn't there the SDK's chain says no more than of none.
  if (chosen !== undefined && PLAIN_NAME.test(chosen))
    return {
      detail: `no credentials were found with the profile ${chosen} (AWS_PROFILE)`,
      fix: `look at its name (aws configure list-profiles shows them), or sign in: aws sso login --profile ${chosen}`,
    };
  return { detail: "no credentials were found", fix: FIND_CREDENTIALS };
}

const PLAIN_NAME = /^[\w.@+-]{1,64}$/;

/** A file that the environment names and that isn't there, as the web identity of EKS. */
export function missingTokenFile(path: unknown): SignInFault {
  const named = typeof path === "string" && /^[\w./-]{1,200}$/.test(path) ? path : "the token's file";
  return {
    detail: `${named} is not there`,
    fix: "look at AWS_WEB_IDENTITY_TOKEN_FILE, and whether the pod has a service account with a role",
  };
}

export const FIND_CREDENTIALS =
  "sign in (aws sso login, or aws configure), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

function withProfile(command: string, profile: string | undefined): string {
  return profile === undefined ? command : `${command} --profile ${profile}`;
}
