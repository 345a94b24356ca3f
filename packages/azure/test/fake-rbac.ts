/** Role assignments on a vault or on one of its secrets, as Azure's role-based access control keeps them. */
export class FakeRbac {
  /** Role → data actions; Azure's own are given, custom ones are added. */
  readonly roles = new Map<string, readonly string[]>(Object.entries(AZURE_ROLES));
  #assignments: Assignment[] = [];

  /** On a secret, or on the vault, which is on all of its secrets too. */
  assign(principal: string, role: string, scope: string): void {
    if (!this.roles.has(role)) throw new Error(`the fake knows no role ${role}`);
    this.#assignments.push({ principal, role, scope });
  }

  unassign(principal: string): void {
    this.#assignments = this.#assignments.filter((each) => each.principal !== principal);
  }

  may(principal: string, action: string, scope: string): boolean {
    return this.#assignments.some(
      (each) =>
        each.principal === principal &&
        (scope === each.scope || scope.startsWith(`${each.scope}/`)) &&
        this.roles.get(each.role)?.includes(`${SECRETS}/${action}`),
    );
  }
}

const SECRETS = "Microsoft.KeyVault/vaults/secrets";

interface Assignment {
  readonly principal: string;
  readonly role: string;
  readonly scope: string;
}

const ACTIONS = [
  "backup/action",
  "delete",
  "getSecret/action",
  "purge/action",
  "readMetadata/action",
  "recover/action",
  "restore/action",
  "setSecret/action",
  "update/action",
];

const AZURE_ROLES: Readonly<Record<string, readonly string[]>> = {
  "Key Vault Secrets Officer": ACTIONS.map((action) => `${SECRETS}/${action}`),
  "Key Vault Secrets User": ["getSecret/action", "readMetadata/action"].map(
    (action) => `${SECRETS}/${action}`,
  ),
};
