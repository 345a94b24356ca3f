import { type Context, defineCommand } from "../command.ts";
import { declined } from "../could-not-look.ts";
import { deleteSecret } from "../secrets/copy-secret.ts";
import { secretName } from "../secrets/secret-ref.ts";
import { currentText, settingsBySecret, type Target, targetIn } from "../secrets/target.ts";
import { chooseStore } from "../stores/choose-store.ts";
import { storesOf } from "../stores/stores-of.ts";

interface SecretRmData {
  readonly store: string;
  readonly name: string;
  /** `false`: it wasn't there. */
  readonly deleted: boolean;
  /** How many versions it had. */
  readonly versions: number;
}

export const secretRmCommand = defineCommand<SecretRmData>({
  data: (z) =>
    z.strictObject({ store: z.string(), name: z.string(), deleted: z.boolean(), versions: z.int() }),
  async run(context) {
    const { definition, core } = await context.definition();
    const at = chooseStore(storesOf(definition), context.options.text("store"), core.nearest);
    const target = await targetIn(at, secretName(context.args[0] ?? "", core), core);
    const { name, now } = target;
    if (now === undefined) return { data: { store: at.name, name, deleted: false, versions: 0 } };
    const settings = settingsBySecret(definition, at, core).get(name) ?? [];
    if (!(await context.confirm(deleteQuestion(target, settings)))) throw declined();
    await deleteSecret(target, core);
    return {
      data: { store: at.name, name, deleted: true, versions: now.versions.length },
      warnings: settings.map((setting) => ({
        code: "still-read",
        setting,
        message: "the definition still reads it of the secret that was deleted",
      })),
    };
  },
  print({ store, name, deleted }, { style }) {
    return deleted
      ? `${style.green("✓")} deleted ${name} in ${store}`
      : `${style.green("✓")} ${store} has no ${name}: there was nothing to delete`;
  },
});

function deleteQuestion(target: Target, settings: readonly string[]): Parameters<Context["confirm"]>[0] {
  const { at, name, now } = target;
  const count = now?.versions.length ?? 0;
  return {
    shown: ({ facts }) =>
      facts([
        ["store", at.name],
        ["secret", name],
        ["now", currentText(target)],
        ["deletes", count === 1 ? "its one version" : `all ${count} versions`],
        ["read by", settings.join(", ")],
        ["undo", UNDO],
      ]),
    asks: `Delete ${name}?`,
    unasked: `${name} in ${at.name} would be deleted`,
    fix: "add --yes to delete it",
  };
}

/** The contract has no word on it: each vendor keeps what was deleted in its own way, or not at all. */
export const UNDO =
  "not by confide. Whether the vendor can bring it back is on the store's page of the guide";
