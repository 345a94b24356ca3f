import { dirname } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import { keepPlan, plannedSecrets } from "../plan/secret-plan.ts";
import { harmlessNames } from "../settings/harmless-names.ts";
import type { Terminal } from "../terminal.ts";
import { type KnownValues, knownValues, likelySecrets } from "./known.ts";

/** What the guard keeps from an agent. */
export interface ProjectSecrets {
  readonly values: KnownValues;
  /** The definition's folder, or where the agent works. */
  readonly folder: string;
  /** Variables of the environment that hold a known value. */
  readonly variables: ReadonlySet<string>;
  readonly env: Terminal["env"];
  /** Variables of settings that are no secrets: a `.env` of nothing else is no secret file. */
  readonly harmless: ReadonlySet<string>;
  /** Why the definition's values are not among those that are known. */
  readonly without?: string;
}

/** What is known without the definition: its file may be half written, and the agent's to mend. */
interface SecretsFound extends Pick<ProjectSecrets, "folder" | "harmless" | "without"> {
  readonly secrets: Parameters<typeof knownValues>[0];
}

export async function projectSecrets(terminal: Terminal, config?: string): Promise<ProjectSecrets> {
  const { env } = terminal;
  const { secrets, ...found } = await secretsFound(terminal, config);
  const values = knownValues(secrets);
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && values.redact(value) !== value ? [name] : [],
  );
  return { ...found, values, env, variables: new Set(variables) };
}

async function secretsFound(terminal: Terminal, config: string | undefined): Promise<SecretsFound> {
  const likely = async (folder: string) => likelySecrets(folder, terminal.env);
  const planned = config === undefined ? await plannedSecrets(terminal) : undefined;
  if (planned !== undefined) {
    const { plan, secrets } = planned;
    return { secrets, folder: plan.folder, harmless: new Set(plan.harmless) };
  }
  try {
    const { loadDefinition } = await import("../definition/load-definition.ts");
    const { ownSecrets } = await import("../leaks/own-secrets.ts");
    const loaded = await loadDefinition(config, terminal);
    const { definition, core, folder } = loaded;
    const { secrets, failures } = await ownSecrets(loaded, false);
    const harmless = harmlessNames(definition, core);
    const [failure] = failures;
    if (failure === undefined) {
      await keepPlan(loaded, secrets, { harmless, env: terminal.env });
      return { secrets, folder, harmless };
    }
    const without = failure.message;
    return { secrets: [...secrets, ...(await likely(folder))], folder, harmless: new Set(), without };
  } catch (error) {
    const folder = (error instanceof CouldNotLook && folderOf(error)) || terminal.cwd;
    const without = error instanceof CouldNotLook ? error.message : "the definition can't be a configuration";
    return { secrets: await likely(folder), folder, harmless: new Set(), without };
  }
}

function folderOf({ code, file }: CouldNotLook): string | undefined {
  return code === "no-definition" || file === undefined ? undefined : dirname(file);
}
