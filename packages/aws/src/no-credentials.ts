import type { Verdict } from "./verdict.ts";

/** What the SDK's search for credentials met on its way, in its own words, where it told them. */
export type Met = readonly string[];

/**
 * Why the SDK found no credentials, and what to do. It has one error for all of it: its words tell, or those that the search
 * met on its way. A profile is named only where it is there: anything may stand in AWS_PROFILE.
 */
export function noCredentials(
  message: string,
  met: Met = [],
  { AWS_PROFILE: chosen, ...env }: NodeJS.ProcessEnv = process.env,
): Verdict {
  const about: Search = { chosen: chosen === "" ? undefined : chosen, isInContainer: isInContainer(env) };
  for (const { words, verdict } of FAULTS) {
    const found = [message, ...met].map((text) => words.exec(text)).find((each) => each !== null);
    const known = found && verdict(about, found[1]);
    if (known) return known;
  }
  if (about.isInContainer) return NO_ANSWER_IN_CONTAINER;
  // A client of one's own tells no more of a profile that isn't there than of none.
  if (about.chosen !== undefined)
    return unauthenticated(NOT_WITH_PROFILE, `${LIST_PROFILES}, or sign in: aws sso login`);
  return unauthenticated("no credentials were found", FIND_CREDENTIALS);
}

interface Search {
  readonly chosen: string | undefined;
  readonly isInContainer: boolean;
}

interface KnownWords {
  readonly words: RegExp;
  /** `undefined` where the words mean nothing else than that the search went on. */
  readonly verdict: (search: Search, named: string | undefined) => Verdict | undefined;
}

function isInContainer(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] ?? env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]);
}

function unauthenticated(detail: string, fix: string): Verdict {
  return { reason: "unauthenticated", detail, fix };
}

const PLAIN_NAME = /^[\w.@+-]{1,64}$/;

/** With `--profile`, where it has a name that can be typed. */
function command(text: string, profile: string | undefined): string {
  return profile !== undefined && PLAIN_NAME.test(profile) ? `${text} --profile ${profile}` : text;
}

export const PATIENCE = "it may pass; else look at the endpoint that gives the credentials";
const LIST_PROFILES = "look at its name (aws configure list-profiles shows them)";
const NOT_WITH_PROFILE = "no credentials were found with the profile of AWS_PROFILE";

/** That it isn't told apart may last, or be a start of the agent: the SDK says of neither more. */
const NO_ANSWER_IN_CONTAINER: Verdict = {
  reason: "unavailable",
  detail: "signing in: the container's endpoint gave no credentials",
  fix: "it may pass; else look at the role of the task, or at the pod identity association of the service account",
};

export const FIND_CREDENTIALS =
  "sign in (aws sso login, or aws configure), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

/** The first that fits counts. A program's own words stand behind "Command failed", so that comes before all others. */
const FAULTS: readonly KnownWords[] = [
  {
    words: /^(?:Command failed|Profile \S+ credential_process (?:did not )?return)/,
    verdict: () =>
      unauthenticated(
        "credential_process of the profile failed, or printed no credentials",
        "run its command by hand: it prints JSON with Version, AccessKeyId and SecretAccessKey",
      ),
  },
  {
    words: /multi-factor authentication/,
    verdict: ({ chosen }) =>
      unauthenticated(
        "the role of the profile asks for MFA, which a program can't answer",
        `${command("aws configure export-credentials", chosen)} --format env asks for it`,
      ),
  },
  {
    words: /invalid SSO credentials|^Sso session '|is missing required property/i,
    verdict: ({ chosen }) =>
      unauthenticated("a setting of SSO is missing in the profile", command("aws configure sso", chosen)),
  },
  {
    words: /\bForbiddenException\b/,
    verdict: () =>
      unauthenticated(
        "SSO gives no access to that account and role",
        "look at sso_account_id and sso_role_name of the profile, and at who is assigned to them",
      ),
  },
  {
    words:
      /UnauthorizedException|\btoken\b.*\bnot found or (?:is )?invalid|\btoken is expired|\bSSO\b.*(?:expired|invalid|refresh)/i,
    verdict: ({ chosen }) =>
      unauthenticated("the SSO session has expired, or there is none", command("aws sso login", chosen)),
  },
  {
    words: /\baws login\b|Failed to load token from|reauthenticate/i,
    verdict: ({ chosen }) =>
      unauthenticated("the sign-in by aws login has expired, or there is none", command("aws login", chosen)),
  },
  {
    words: /Could not resolve credentials using profile: \[([^\]]*)\]/,
    verdict: ({ chosen = "default" }, named) =>
      named === chosen
        ? undefined
        : unauthenticated(
            "the profile that source_profile names isn't there, or holds no credentials",
            "look at source_profile of the profile",
          ),
  },
  {
    words: /Detected a cycle|Unsupported credential source/,
    verdict: () =>
      unauthenticated(
        "the profile names no source of credentials that the SDK can use",
        "look at its source_profile and credential_source",
      ),
  },
  {
    words: /Profile \S+ did not contain credential_process/,
    verdict: ({ chosen }) =>
      chosen === undefined
        ? undefined
        : unauthenticated(
            `the profile ${PLAIN_NAME.test(chosen) ? `${chosen} ` : ""}(AWS_PROFILE) holds no whole credentials`,
            "look at its settings: aws_access_key_id goes with aws_secret_access_key, role_arn with source_profile",
          ),
  },
  {
    words: /could not be found in shared credentials file/,
    verdict: ({ chosen }) =>
      chosen === undefined
        ? undefined
        : unauthenticated("there is no profile of the name in AWS_PROFILE", LIST_PROFILES),
  },
  {
    words: /^URL not accepted/,
    verdict: () =>
      unauthenticated(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is not an address that the SDK takes",
        "it is HTTPS, this machine's, or that of ECS's or EKS's agent",
      ),
  },
  { words: /TooManyRequests/, verdict: () => ({ reason: "throttled", detail: "signing in" }) },
  {
    words: /InternalServer|InternalFailure|ServiceUnavailable/,
    verdict: () => ({ reason: "unavailable", detail: "signing in: no credentials", fix: PATIENCE }),
  },
];
