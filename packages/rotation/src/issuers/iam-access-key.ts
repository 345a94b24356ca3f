import type { Clock, Secret } from "@confide/core";
import { knownOptions, machineClock } from "@confide/core/adapter";

import { IssuerError } from "../rotation-error.ts";
import { explainerOf, type Meaning } from "./explain.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { isText, propertiesIn, withProperties } from "./json-secret.ts";

/** As much of the client `IAM` of `@aws-sdk/client-iam` as is used here. */
export interface IamClient {
  createAccessKey(input: UserInput, options: CallOptions): Promise<{ AccessKey?: NewKey | undefined }>;
  listAccessKeys(
    input: UserInput,
    options: CallOptions,
  ): Promise<{ AccessKeyMetadata?: { AccessKeyId?: string | undefined }[] | undefined }>;
  getAccessKeyLastUsed(
    input: { AccessKeyId: string },
    options: CallOptions,
  ): Promise<{ AccessKeyLastUsed?: { LastUsedDate?: Date | undefined } | undefined }>;
  updateAccessKey(input: KeyInput & { Status: "Inactive" }, options: CallOptions): Promise<unknown>;
  deleteAccessKey(input: KeyInput, options: CallOptions): Promise<unknown>;
}

interface UserInput {
  UserName: string;
}

interface KeyInput extends UserInput {
  AccessKeyId: string;
}

interface NewKey {
  AccessKeyId: string | undefined;
  SecretAccessKey: string | undefined;
}

interface CallOptions {
  abortSignal?: AbortSignal;
}

/** An access key, in the words of the SDK's `credentials`. */
export interface IamAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface IamAccessKeyOptions {
  readonly iam: IamClient;
  /** Whose keys are replaced. Both of its keys belong to this secret. */
  readonly userName: string;
  /** Calls AWS with the new key, as `GetCallerIdentity` of STS, and rejects with the SDK's own error where it is refused. */
  readonly test: (key: IamAccessKey) => Promise<unknown>;
  /**
   * Waits between the tries of a new key.
   *
   * @default machineClock
   */
  readonly clock?: Pick<Clock, "sleep"> | undefined;
}

/**
 * Access keys of an IAM user, which has two at most: the new one is made beside the old one, which is deactivated and deleted when
 * its grace ends. The secret is a JSON object with `accessKeyId` and `secretAccessKey`. AWS has no tags for keys, so one whose
 * secret a crash has lost is known by that it was never used; a rotation needs a lock, so that it is nobody's new one.
 *
 * The rules are those of
 * [IAM](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#Using_RotateAccessKey).
 *
 * @example
 * ```ts
 * import { IAM } from "@aws-sdk/client-iam";
 * import { STS } from "@aws-sdk/client-sts";
 * import { iamAccessKey } from "@confide/rotation/issuers";
 *
 * const region = "us-east-1";
 * const issuer = iamAccessKey({
 *   iam: new IAM({ region }),
 *   userName: "shop",
 *   test: async ({ signal, ...credentials }) =>
 *     new STS({ region, credentials }).getCallerIdentity({}, signal && { abortSignal: signal }),
 * });
 * ```
 */
export function iamAccessKey(given: IamAccessKeyOptions): Issuer {
  knownOptions("iamAccessKey()", given, { iam: true, userName: true, test: true, clock: true });
  const { iam, userName, test, clock = machineClock } = given;
  const UserName = userName;

  async function call<T>(
    action: string,
    signal: AbortSignal | undefined,
    send: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const tried = { role: "the rotator", what: `call iam:${action} for ${userName}` };
    return iamErrors.explaining(tried, async () => send(signal ? { abortSignal: signal } : {}));
  }

  async function isNeverUsed(AccessKeyId: string, signal: AbortSignal): Promise<boolean> {
    const { AccessKeyLastUsed } = await call("GetAccessKeyLastUsed", signal, async (options) =>
      iam.getAccessKeyLastUsed({ AccessKeyId }, options),
    );
    return AccessKeyLastUsed !== undefined && AccessKeyLastUsed.LastUsedDate === undefined;
  }

  return {
    name: "iam-access-key",
    credentials: "many",
    exclusive: true,
    handleOf: (value) => accessKeyIn(value).accessKeyId,

    async create({ current, signal }) {
      const value = await current();
      accessKeyIn(value);
      const { AccessKey } = await call("CreateAccessKey", signal, async (options) =>
        iam.createAccessKey({ UserName }, options),
      );
      return withAccessKey(value, AccessKey);
    },

    test: async ({ value, signal }) => accepted(value, signal, { userName, test, clock }),

    async revoke({ handle: AccessKeyId, signal, mustGoOn }) {
      if (AccessKeyId === undefined) return;
      await mustGoOn();
      const key = { UserName, AccessKeyId };
      // As AWS recommends: where the second call fails, the key is out of use all the same.
      await call("UpdateAccessKey", signal, async (options) =>
        iam.updateAccessKey({ ...key, Status: "Inactive" }, options).catch(unlessGone),
      );
      await call("DeleteAccessKey", signal, async (options) =>
        iam.deleteAccessKey(key, options).catch(unlessGone),
      );
    },

    async listCreated(_, { signal }) {
      const { AccessKeyMetadata = [] } = await call("ListAccessKeys", signal, async (options) =>
        iam.listAccessKeys({ UserName }, options),
      );
      const unused: string[] = [];
      for (const { AccessKeyId } of AccessKeyMetadata)
        if (AccessKeyId !== undefined && (await isNeverUsed(AccessKeyId, signal))) unused.push(AccessKeyId);
      return unused;
    },
  };
}

/** @throws IssuerError where the secret is of another form; it quotes nothing */
function accessKeyIn(value: IssuerValue): IamAccessKey {
  const { accessKeyId, secretAccessKey } = propertiesIn(value);
  if (isText(accessKeyId) && isText(secretAccessKey)) return { accessKeyId, secretAccessKey };
  throw new IssuerError(
    'the secret is no JSON object with the texts "accessKeyId" and "secretAccessKey", as { "accessKeyId": "AKIA…", "secretAccessKey": "…" }',
  );
}

function withAccessKey(value: IssuerValue, made: NewKey | undefined): Secret {
  const { AccessKeyId, SecretAccessKey } = made ?? {};
  if (!isText(AccessKeyId) || !isText(SecretAccessKey))
    throw new IssuerError("IAM's answer has no access key");
  return withProperties(value, {
    properties: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    oldSecret: accessKeyIn(value).secretAccessKey,
    parts: ["accessKeyId", "secretAccessKey"],
    rewrite: (each) => each,
  });
}

type Trial = Required<Pick<IamAccessKeyOptions, "userName" | "test">> & {
  readonly clock: Pick<Clock, "sleep">;
};

const MOST_TRIES = 11;
const PAUSE_MS = 3_000;

/**
 * A new key is [not known everywhere at once](https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
async function accepted(
  value: IssuerValue,
  signal: AbortSignal | undefined,
  { userName, test, clock }: Trial,
): Promise<void> {
  const key = accessKeyIn(value);
  for (let tries = 1; ; tries++)
    try {
      signal?.throwIfAborted();
      await test({ ...key, signal });
      return;
    } catch (error) {
      if (!isUnknownKey(error)) throw iamErrors.explained(error, { role: userName, what: "use its new key" });
      if (tries === MOST_TRIES)
        throw new IssuerError(
          `AWS doesn't know the new access key of ${userName} after ${((MOST_TRIES - 1) * PAUSE_MS) / 1_000} seconds (${error.name}): rotate again`,
        );
      await clock.sleep(PAUSE_MS, signal);
    }
}

/** By the names that STS, S3, EC2 and the services with JSON give it. */
const UNKNOWN_KEY: ReadonlySet<string> = new Set([
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "AuthFailure",
  "UnrecognizedClientException",
]);

function isUnknownKey(error: unknown): error is Error {
  return error instanceof Error && UNKNOWN_KEY.has(error.name);
}

/** A key that was deleted before is ended. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Error && error.name === "NoSuchEntityException")) throw error;
}

const DENIED: Meaning = () => [
  "it is not allowed to",
  "allow it the five actions on the user, by the statement in the guide",
];
const THROTTLED: Meaning = () => ["AWS takes no more calls for now", "rotate again later"];

const iamErrors = explainerOf(
  {
    AccessDenied: DENIED,
    AccessDeniedException: DENIED,
    Throttling: THROTTLED,
    ThrottlingException: THROTTLED,
    LimitExceededException: () => [
      "the user has two access keys, as many as IAM allows",
      "delete the one that is not in use, or end a grace that is running by endGrace({ now: true })",
    ],
    NoSuchEntityException: () => ["there is no such user", "correct userName"],
  },
  ({ name }) => name,
);
