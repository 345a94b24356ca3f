import { printable, type SecretDescription } from "@confide/core/adapter";

import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { secretName } from "../secrets/secret-ref.ts";
import { dayText, targetIn } from "../secrets/target.ts";
import { chooseStore } from "../stores/choose-store.ts";
import { storesOf } from "../stores/stores-of.ts";

interface SecretVersion {
  readonly version: string;
  readonly is: "current" | "pending" | "enabled" | "disabled" | "destroyed";
  /** As the vendor calls them. */
  readonly labels: readonly string[];
  readonly createdAt?: string | undefined;
}

interface SecretHistoryData {
  readonly store: string;
  readonly name: string;
  /** The newest first, where the store dates them. */
  readonly versions: readonly SecretVersion[];
}

export const secretHistoryCommand = defineCommand<SecretHistoryData>({
  data: (z) => {
    const version = z.strictObject({
      version: z.string(),
      is: z.enum(["current", "pending", "enabled", "disabled", "destroyed"]),
      labels: z.array(z.string()).readonly(),
      createdAt: z.string().optional(),
    });
    return z.strictObject({ store: z.string(), name: z.string(), versions: z.array(version).readonly() });
  },
  async run(context) {
    const { options, args } = context;
    const { definition, core } = await context.definition();
    const at = chooseStore(storesOf(definition), options.text("store"), core.nearest);
    const name = secretName(args[0] ?? "", core);
    const { now } = await targetIn(at, name, core);
    if (now === undefined) throw noSuchSecret(at.name, name);
    return { data: { store: at.name, name, versions: versionsIn(now) } };
  },
  print({ versions }, { table }) {
    const rows = versions.map(({ version, is, labels, createdAt }) => [
      printable(version),
      is,
      printable(labels.join(", ")),
      createdAt === undefined ? "" : dayText(new Date(createdAt)),
    ]);
    return table([["version", "is", "stages", "since"], ...rows]);
  },
});

function versionsIn({ versions, current, pending }: SecretDescription): readonly SecretVersion[] {
  const dateOf = (date: Date | undefined) => date?.getTime() ?? 0;
  return versions
    .toReversed()
    .toSorted((a, b) => dateOf(b.createdAt) - dateOf(a.createdAt))
    .map(({ version, state, labels, createdAt }) => ({
      version,
      is: version === current ? "current" : version === pending ? "pending" : state,
      labels: [...labels],
      ...(createdAt && { createdAt: createdAt.toISOString() }),
    }));
}

export function noSuchSecret(store: string, name: string): CouldNotLook {
  return new CouldNotLook({
    code: "source-failed",
    reason: "not-found",
    isFound: true,
    message: `${store} has no ${name}`,
    next: [{ command: "confide secret list", why: "lists the secrets that are there" }],
  });
}
