import { refusals } from "./refusal.ts";
import type { FakeSecretsManager } from "./server.ts";
import type { Body } from "./transcript.ts";

/** A call that came before an exchange but stands in no transcript, with what of its answer is named later. */
export type Step =
  | readonly [operation: string, body: Body, answer?: Body]
  | ((fake: FakeSecretsManager) => void);

const SecretId = "<SecretId-0idx>";
const ARN = "arn:<partition>:secretsmanager:<region>:111111111111:secret:<SecretId-0idx><ArnPart-0idx>";

const created: Step = [
  "CreateSecret",
  { Name: SecretId, SecretString: "SS" },
  { ARN, VersionId: "<version_uuid:1>" },
];
const empty: Step = ["CreateSecret", { Name: SecretId }, { ARN }];
const put = (...VersionStages: string[]): Step => [
  "PutSecretValue",
  { SecretId, SecretString: "S1", ...(VersionStages.length > 0 && { VersionStages }) },
];
const deleted: Step = ["DeleteSecret", { SecretId, RecoveryWindowInDays: 7 }];
const named = (Name: string, more: Body = {}): Step => [
  "CreateSecret",
  { Name, SecretString: "Hello", ...more },
];
const withToken = named("<name>", { ClientRequestToken: "<client_request_token>" });

/** From the transcript's own notes. */
export const before: Readonly<Record<string, readonly Step[]>> = {
  "partial ARN fails when the name itself ends in a hyphen and six characters": [
    named("Invalid/_+=.@-Name-a1b2c3"),
  ],
  "put with AWSPENDING only": [put("SAMPLESTAGE1", "SAMPLESTAGE0")],
  // The list after the move shows that this version has been read.
  "move AWSCURRENT": [["GetSecretValue", { SecretId }]],
  "before: version with a custom label": [
    created,
    [
      "PutSecretValue",
      { SecretId, SecretString: "S1", VersionStages: ["AWSCURRENT", "PENDING"] },
      { VersionId: "<version_uuid:2>" },
    ],
  ],
  "a version whose every label moved away disappears from the list": [
    created,
    put("one", "two", "three"),
    put("one", "two", "three", "four"),
  ],
  "a version that keeps one label stays listed": [
    created,
    put("one", "two", "three"),
    put("one", "two", "four"),
  ],
  "list without deprecated versions": [created, put(), put(), put()],
  "list with deprecated versions": [created, put(), put(), put()],
  "update only the description: no VersionId in the answer": [created],
  "get a secret that exists but holds no value": [empty],
  "get an unknown version id": [created],
  "get a stage that no version has": [created],
  "get AWSPREVIOUS of a secret with one version": [created],
  "version id and stage that do not belong together": [created],
  "create a name that exists": [created],
  "schedule a deletion": [created],
  "tag a secret scheduled for deletion": [created, deleted],
  restore: [created, deleted],
  "create again after a forced deletion: a new random ARN suffix": [
    created,
    ["DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true }],
  ],
  "get a binary secret (raw HTTP): base64 text": [
    ["CreateSecret", { Name: SecretId, SecretBinary: "Zm9vdGVzdA==" }, { ARN }],
  ],
  "tags all removed: an empty list stays": [
    empty,
    ["TagResource", { SecretId, Tags: [{ Key: "a", Value: "b" }] }],
    ["UntagResource", { SecretId, TagKeys: ["a"] }],
  ],
  "list secrets": [named(SecretId, { Description: "testing creation of secrets" })],
  "create twice with no token": [named("<name>")],
  "create twice with the same token and value: the first answer again": [withToken],
  "create twice with the same token and another value": [withToken],
  "put with the same token and value: idempotent": [withToken],
  "put with the same token and another value": [withToken],
  "update with the same token and value: idempotent": [withToken],
  "update with the same token and another value": [withToken],
  "move AWSCURRENT without naming the version that has it": [
    named("<name>"),
    ["PutSecretValue", { SecretId: "<name>", SecretString: "2" }, { VersionId: "<current_version>" }],
    [
      "PutSecretValue",
      { SecretId: "<name>", SecretString: "3", VersionStages: ["AWSPENDING"] },
      { VersionId: "<new_version>" },
    ],
  ],
  "list filter on name: prefix, and '!' negates": [
    "testing1/one",
    "/testing2/two",
    "testing3/three",
    "/testing4/four",
  ].map((name) => named(`${name}-<n>`)),
  "get with no permission": [(fake) => void (fake.authorize = () => false)],
  throttled: [(fake) => fake.refuse(refusals.throttled())],
  "get with a customer key that the caller may not use": [
    named("<name>"),
    (fake) => void (fake.authorize = () => Promise.reject(refusals.noKey())),
  ],
  "get a secret scheduled for deletion": [named("<name>"), ["DeleteSecret", { SecretId: "<name>" }]],
};

const ROTATION = "the adapter never asks AWS to rotate, so the fake doesn't";
const ELSEWHERE = "it shows the dates, keys and regions of somebody's account";

/** Exchanges that are not replayed, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "rotate with no ClientRequestToken (raw HTTP)": ROTATION,
  "rotate at once: VersionId of the version to come": ROTATION,
  "describe after a rotation": ROTATION,
  "rotate again with no arguments": ROTATION,
  "versions after two rotations: the first is gone": ROTATION,
  "rotate with no Lambda configured": ROTATION,
  "rotate with a Lambda that cannot be invoked": ROTATION,
  "rotate without doing it now: AWSPENDING holds the current value as a test version": ROTATION,
  "get the resource policy": "the adapter reads no resource policy",
  "list filter 'all' matches part of a word, and a word split at capitals":
    "the adapter filters by name only",
  "list filter 'all' ignores a special character alone": "the adapter filters by name only",
  "describe with a customer key, a pending version and rotation": ELSEWHERE,
  "delete: DeletionDate is the planned day": ELSEWHERE,
  "describe after it: DeletedDate is the moment of the request, rotation is off": ELSEWHERE,
  "describe a replicated secret": ELSEWHERE,
  "describe with a schedule expression": ELSEWHERE,
  "versions with a customer key": ELSEWHERE,
  "get across accounts with the default key": "the fake has one account",
  "batch get: form of the answer": "it is a form, and no exchange",
};
