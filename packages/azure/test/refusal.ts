/** An answer of the fake's that is no success, in the service's words. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly innerCode: string | undefined;

  constructor(status: number, code: string, message: string, innerCode?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.innerCode = innerCode;
  }

  get body(): object {
    const inner = this.innerCode === undefined ? {} : { innererror: { code: this.innerCode } };
    return { error: { code: this.code, message: this.message, ...inner } };
  }
}

export function missing(name: string): Refusal {
  const message =
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be ` +
    "able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182";
  return new Refusal(404, "SecretNotFound", message);
}

export function disabled(): Refusal {
  const message = "Operation get is not allowed on a disabled secret.";
  return new Refusal(403, "Forbidden", message, "SecretDisabled");
}

export function deletedButRecoverable(name: string): Refusal {
  const message =
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; ` +
    "in this state, the secret can only be recovered or purged.";
  return new Refusal(409, "Conflict", message, "ObjectIsDeletedButRecoverable");
}

/** The same for a secret that isn't there: the caller is judged first. */
export function forbidden(action: string, principal: string, name: string): Refusal {
  const lines = [
    "Caller is not authorized to perform action on resource.",
    "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
    `Caller: appid=<uuid>;oid=${principal};iss=https://sts.windows.net/<tenant>/`,
    `Action: 'Microsoft.KeyVault/vaults/secrets/${action}'`,
    `Resource: '/subscriptions/<subscription>/resourcegroups/<group>/providers/microsoft.keyvault/vaults/<vault>/secrets/${name}'`,
    "Assignment: (not found)",
    "DenyAssignmentId: null",
    "DecisionReason: 'DeniedWithNoValidRBAC' ",
    "Vault: <vault>;location=canadacentral",
    "",
  ];
  return new Refusal(403, "Forbidden", lines.join("\r\n"), "ForbiddenByRbac");
}

export function beingRecovered(name: string): Refusal {
  const message = `Secret ${name} is currently being recovered and cannot be re-created; retry later.`;
  return new Refusal(409, "Conflict", message, "ObjectIsBeingRecovered");
}
