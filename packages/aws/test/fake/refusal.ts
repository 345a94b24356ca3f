/** An answer of AWS's that is an error. Its status is 400 for nearly everything, denied and throttled too. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The texts are AWS's own, word for word where a transcript has them. */
export const refusals = {
  noSecret: () =>
    new Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
  noVersion: (id: string) =>
    new Refusal(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
    ),
  noStage: (stage: string) =>
    new Refusal(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
    ),
  deleted: () =>
    new Refusal(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    ),
  deletedName: () =>
    new Refusal(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
  exists: (name: string) =>
    new Refusal("ResourceExistsException", `The operation failed because the secret ${name} already exists.`),
  tokenInUse: (token: string, arn: string) =>
    new Refusal(
      "ResourceExistsException",
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
    ),
  noToken: () =>
    new Refusal(
      "InvalidRequestException",
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
    ),
  badName: () =>
    new Refusal(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    ),
  stageElsewhere: () =>
    new Refusal(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    ),
  labelHeld: (label: string, holder: string) =>
    new Refusal(
      "InvalidParameterException",
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    ),
  labelNotThere: (label: string) =>
    new Refusal(
      "InvalidParameterException",
      `When you move staging label ${label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${label}.`,
    ),
  denied: (action: string, resource: string) =>
    new Refusal(
      "AccessDeniedException",
      `User: arn:aws:sts::111111111111:assumed-role/app/session is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    ),
  throttled: () => new Refusal("ThrottlingException", "Rate exceeded"),
  badCredentials: () =>
    new Refusal("UnrecognizedClientException", "The security token included in the request is invalid."),
  noKey: () => new Refusal("AccessDeniedException", "Access to KMS is not allowed"),
  /** As AWS's validation does, it repeats what was sent. */
  constraint: (field: string, value: unknown, rule: string) =>
    new Refusal(
      "ValidationException",
      `1 validation error detected: Value '${String(value)}' at '${field}' failed to satisfy constraint: ${rule}`,
    ),
  parameter: (message: string) => new Refusal("InvalidParameterException", message),
};
