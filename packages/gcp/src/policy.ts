import type { Need, Policy } from "@confide/core/adapter";

import { checkPair, checkPlace, checkRef, type Place, refuseFlag, siblingOf } from "./names.ts";
import { ACCESSOR } from "./read.ts";
import { OWN } from "./state.ts";

/** What rotating one secret takes; no role of Google's has this and not much more. */
const ROTATION = [
  "secretmanager.secrets.get",
  "secretmanager.secrets.update",
  "secretmanager.versions.access",
  "secretmanager.versions.add",
  "secretmanager.versions.destroy",
  "secretmanager.versions.get",
  "secretmanager.versions.list",
];

/** What verifying keys takes: the notes are on the secret's record. */
const VERIFICATION = [
  "secretmanager.secrets.get",
  "secretmanager.versions.access",
  "secretmanager.versions.list",
];

/** A role is bound to a secret that there is, and who rotates makes none. */
function makeSibling(name: string, where: string, isGlobal: boolean): string {
  const sibling = `${siblingOf(name)} ${where}`;
  const replication = isGlobal ? " --replication-policy=automatic" : "";
  return (
    `gcloud secrets describe ${sibling} > /dev/null 2>&1 || ` +
    `gcloud secrets create ${sibling}${replication} --set-annotations=${OWN.sibling}=${name}`
  );
}

/** Role bindings for `$MEMBER` on each single secret, never on the project. */
export function gcloudPolicy(needs: readonly Need[], { project, location }: Place): Policy {
  // What passes these has no character that means anything to a shell.
  checkPlace({ project, location });
  for (const { ref, can } of needs) {
    (can === "read" ? checkRef : checkPair)(ref);
    refuseFlag(ref);
  }
  const rotated = new Set(needs.filter(({ can }) => can === "rotate").map(({ ref }) => ref.name));
  const verified = new Set(needs.flatMap(({ ref, can }) => (can === "verify" ? ref.name : [])));
  for (const name of rotated) verified.delete(name);
  const read = new Set(needs.map(({ ref }) => ref.name));
  for (const name of [...rotated, ...verified]) read.delete(name);
  const where = location === undefined ? "" : ` --location=${location}`;
  const id = project ?? "$PROJECT";
  const bind = (name: string, role: string) =>
    `gcloud secrets add-iam-policy-binding ${name} --project="${id}"${where} --member="$MEMBER" --role="${role}"`;
  const lines = [
    ': "${MEMBER:?say who reads, as serviceAccount:NAME@PROJECT.iam.gserviceaccount.com}"',
    ...(project === undefined ? [': "${PROJECT:?say which project holds the secrets}"'] : []),
    ...[...read].toSorted().map((name) => bind(name, ACCESSOR)),
    ...(verified.size > 0
      ? [
          `gcloud iam roles create confideVerifier --project="${id}" --permissions=${VERIFICATION.join(",")}`,
          ...[...verified].toSorted().map((name) => bind(name, `projects/${id}/roles/confideVerifier`)),
        ]
      : []),
    ...(rotated.size > 0
      ? [
          `gcloud iam roles create confideRotator --project="${id}" --permissions=${ROTATION.join(",")}`,
          ...[...rotated]
            .toSorted()
            .flatMap((name) => [
              makeSibling(name, `--project="${id}"${where}`, location === undefined),
              ...[name, siblingOf(name)].map((each) => bind(each, `projects/${id}/roles/confideRotator`)),
            ]),
        ]
      : []),
  ];
  return { format: "shell", text: `${lines.join("\n")}\n` };
}
