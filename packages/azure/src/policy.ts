import type { Need, Policy } from "@confide/core/adapter";

import { noAddress } from "./client.ts";
import { checkPair, checkRef, placeOf, siblingOf } from "./names.ts";
import { READER } from "./read.ts";

/** What rotating one secret takes; the officer's role could delete, purge and restore as well. */
const ROTATION = ["getSecret", "setSecret", "readMetadata", "update"].map(
  (action) => `Microsoft.KeyVault/vaults/secrets/${action}/action`,
);

const ROLE = "confide rotator";

/** Role assignments for `$ASSIGNEE` on each single secret, never on the vault. */
export function azurePolicy(needs: readonly Need[], vault: string): Policy {
  // What passes these has no character that means anything to a shell.
  const named = vaultName(vault);
  for (const { ref, can } of needs) (can === "read" ? checkRef : checkPair)(ref);
  const rotated = [...new Set(needs.filter(({ can }) => can === "rotate").map(({ ref }) => ref.name))];
  const covered = new Set(rotated.flatMap((name) => [name, siblingOf(name)]));
  // What is current, or in grace, has waited in the sibling, which has the notes too.
  const placesOf = ({ ref, can }: Need) =>
    can === "verify" ? [ref.name, siblingOf(ref.name)] : [placeOf(ref).name];
  const read = new Set(needs.flatMap(placesOf).filter((name) => !covered.has(name)));
  const assign = (name: string, role: string) =>
    `az role assignment create --assignee "$ASSIGNEE" --role "${role}" --scope "$VAULT_ID/secrets/${name}"`;
  const lines = [
    ': "${ASSIGNEE:?say who reads: the object id of a user, group or service principal}"',
    `VAULT_ID="$(az keyvault show --name "${named}" --query id --output tsv)"`,
    ...[...read].toSorted().map((name) => assign(name, READER)),
    ...(rotated.length > 0 ? [`az role definition create --role-definition "${definition()}"`] : []),
    ...rotated
      .toSorted()
      .flatMap((name) => [name, siblingOf(name)])
      .map((name) => assign(name, ROLE)),
  ];
  return { format: "shell", text: `${lines.join("\n")}\n` };
}

/** As JSON in a shell's double quotes. A role can be assigned within a resource group, not less. */
function definition(): string {
  const role = { Name: ROLE, DataActions: ROTATION, AssignableScopes: ["${VAULT_ID%/providers/*}"] };
  return JSON.stringify(role).replaceAll('"', String.raw`\"`);
}

function vaultName(vault: string): string {
  const [, name] = /^https:\/\/([a-z][a-z0-9-]*)(?:[.:/]|$)/i.exec(vault) ?? [];
  if (name === undefined) throw noAddress();
  return name;
}
