import type { Context } from "../command.ts";
import { keepPlan, plannedSecrets } from "../plan/secret-plan.ts";
import { harmlessNames } from "../settings/harmless-names.ts";
import { ownSecrets, type OwnSecrets } from "./own-secrets.ts";

interface SecretsToFind {
  /** The definition's. */
  readonly folder: string;
  readonly secrets: OwnSecrets;
}

/** The definition's secrets. In most projects their names are kept by an earlier call: a hook is no place to wait for zod. */
export async function secretsToFind(context: Context): Promise<SecretsToFind> {
  const { options, terminal } = context;
  const isUsual = !options.flag("all-sources") && options.text("config") === undefined;
  const planned = isUsual ? await plannedSecrets(terminal) : undefined;
  if (planned !== undefined) {
    const { plan, secrets } = planned;
    return { folder: plan.folder, secrets: { secrets, failures: [], unasked: plan.unasked } };
  }
  const loaded = await context.definition();
  const found = await ownSecrets(loaded, options.flag("all-sources"));
  const harmless = harmlessNames(loaded.definition, loaded.core);
  if (isUsual && found.failures.length === 0)
    await keepPlan(loaded, found.secrets, { harmless, env: terminal.env });
  return { folder: loaded.folder, secrets: found };
}
