import { printable } from "@confide/core/adapter";

import { defineCommand } from "../command.ts";
import { settingsBySecret } from "../secrets/target.ts";
import { callStore, withStoreFailures, writableStore } from "../stores/call-store.ts";
import { chooseStore } from "../stores/choose-store.ts";
import { storesOf } from "../stores/stores-of.ts";

interface SecretListData {
  readonly store: string;
  readonly prefix: string;
  readonly secrets: readonly {
    readonly name: string;
    /** The settings of the definition that are read of it. */
    readonly settings: readonly string[];
  }[];
}

export const secretListCommand = defineCommand<SecretListData>({
  data: (z) =>
    z.strictObject({
      store: z.string(),
      prefix: z.string(),
      secrets: z
        .array(z.strictObject({ name: z.string(), settings: z.array(z.string()).readonly() }))
        .readonly(),
    }),
  async run(context) {
    const { options, args } = context;
    const [prefix = ""] = args;
    const { definition, core } = await context.definition();
    const at = chooseStore(storesOf(definition), options.text("store"), core.nearest);
    const store = writableStore(at);
    const names = await withStoreFailures(core, async () =>
      callStore(at, "could not list its secrets", core, async (call) => store.list(prefix, call)),
    );
    const settings = settingsBySecret(definition, at, core);
    const secrets = names.map((name) => ({ name, settings: settings.get(name) ?? [] }));
    return { data: { store: at.name, prefix, secrets } };
  },
  print({ store, prefix, secrets }, { style, table }) {
    const count = `${secrets.length === 1 ? "1 secret" : `${secrets.length} secrets`} in ${store}`;
    const counted = prefix === "" ? count : `${count} that begin with ${prefix}`;
    if (secrets.length === 0) return style.dim(counted);
    const rows = secrets.map(({ name, settings }) => [printable(name, 500), settings.join(", ")]);
    return `${table([["secret", "read by"], ...rows])}\n\n${style.dim(counted)}`;
  },
});
