import { printable, type SecretRecord } from "@confide/core/adapter";

import { disclose } from "../audit/disclose.ts";
import { recorded } from "../audit/recorded.ts";
import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { findSecret, type FoundSecret } from "../secrets/find-secret.ts";
import { checkShowable, revealPurpose } from "../secrets/show-value.ts";
import { dayText } from "../secrets/target.ts";
import { chooseStore } from "../stores/choose-store.ts";
import { storesOf } from "../stores/stores-of.ts";

interface SecretGetData {
  readonly store: string;
  readonly ref: string;
  readonly version: string;
  readonly createdAt?: string | undefined;
  readonly expiresAt?: string | undefined;
  readonly labels: readonly string[];
  /** The value was shown. It is never in here. */
  readonly revealed: boolean;
}

export const secretGetCommand = defineCommand<SecretGetData>({
  data: (z) =>
    z.strictObject({
      store: z.string(),
      ref: z.string(),
      version: z.string(),
      createdAt: z.string().optional(),
      expiresAt: z.string().optional(),
      labels: z.array(z.string()).readonly(),
      revealed: z.boolean(),
    }),
  async run(context) {
    const { options, args, reader } = context;
    const revealed = options.flag("reveal");
    if (revealed) checkReader(context);
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const at = chooseStore(storesOf(definition), options.text("store"), core.nearest);
    const { result: found, warnings } = await recorded(loaded, async () =>
      findSecret(at, args[0] ?? "", core),
    );
    const told = revealed ? await show(found, loaded, context) : [];
    const { ref, record } = found;
    return {
      data: { store: at.name, ref, ...recordData(record), revealed },
      warnings: [...warnings, ...told],
      next:
        revealed || reader !== "person"
          ? []
          : [{ command: `confide secret get ${args[0] ?? ""} --reveal`, why: "shows the value" }],
    };
  },
  print({ store, ref, version, createdAt, expiresAt, labels, revealed }, { facts }) {
    if (revealed) return "";
    return facts([
      ["store", store],
      ["secret", ref],
      ["version", printable(version)],
      ["stages", printable(labels.join(", "))],
      ["since", createdAt === undefined ? "" : dayText(new Date(createdAt))],
      ["expires", expiresAt === undefined ? "" : dayText(new Date(expiresAt))],
    ]);
  },
});

/** What can't be recorded isn't shown: the value comes last. */
async function show(
  { value }: FoundSecret,
  loaded: LoadedDefinition,
  { terminal: { stdout }, options }: Context,
): Promise<readonly Finding[]> {
  if (stdout.isTTY) checkShowable(value);
  const purpose = revealPurpose(options.text("reason"));
  const { result, warnings } = await disclose([{ text: value, secret: true }], loaded, {
    purpose,
    isAsked: true,
  });
  for (const shown of result) stdout.write(shown);
  if (stdout.isTTY) stdout.write("\n");
  return warnings;
}

function checkReader({ reader }: Context): void {
  if (reader === "person") return;
  throw new CouldNotLook({
    code: "reveal-refused",
    message:
      reader === "agent"
        ? "A value is never shown to a coding agent"
        : "What --json prints never holds a value",
    fix:
      reader === "agent"
        ? "ask the person to run the command, or use the value by confide run"
        : "leave --json out: with --reveal alone, stdout is the value",
  });
}

function recordData({ version, createdAt, expiresAt, labels = [] }: Omit<SecretRecord, "value">) {
  return {
    version,
    ...(createdAt && { createdAt: createdAt.toISOString() }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    labels: [...labels],
  };
}
