import type { FakeVault } from "./fake-vault.ts";

/** Does with the fake what a generated policy would do with a real vault, and refuses any other line. */
export function az(vault: FakeVault, script: string, principal: string): void {
  for (const line of script.split("\n").filter((each) => each !== "")) {
    const [, role, secret] = ASSIGNMENT.exec(line) ?? [];
    const [, definition] = DEFINITION.exec(line) ?? [];
    if (role !== undefined) vault.rbac.assign(principal, role, `/vault/secrets/${secret}`);
    else if (definition !== undefined) define(vault, definition.replaceAll(String.raw`\"`, '"'));
    else if (!/^(?:: |VAULT_ID="\$\(az keyvault show )/.test(line))
      throw new Error(`the policy has a line that az doesn't know: ${line}`);
  }
}

const ASSIGNMENT =
  /^az role assignment create --assignee "\$ASSIGNEE" --role "([^"]+)" --scope "\$VAULT_ID\/secrets\/([^"/]+)"$/;
const DEFINITION = /^az role definition create --role-definition "(.+)"$/;

function define(vault: FakeVault, json: string): void {
  const { Name, DataActions } = JSON.parse(json) as { Name: string; DataActions: readonly string[] };
  vault.rbac.roles.set(Name, DataActions);
}
