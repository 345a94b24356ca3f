import type { Secret, Source } from "@confide/core";
import type { Place, Reading, Setting } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { isLocal, secretsOf } from "../settings/local-secrets.ts";

/** The values that a definition's sources have, also those that an earlier source's hide. */
export interface OwnSecrets {
  readonly secrets: readonly Secret[];
  /** Sources that could not answer: their values are not looked for. */
  readonly failures: readonly Finding[];
  /** Stores that were not asked. */
  readonly unasked: readonly string[];
}

export interface HeldSecrets extends OwnSecrets {
  /** Which of them each source has, by what they print as. */
  readonly held: readonly { readonly source: Source; readonly printed: ReadonlySet<string> }[];
}

const SOURCE_TIMEOUT_MS = 30_000;

/**
 * Every value of a secret that a source has. A load would bring only what won, and none where a setting is missing.
 *
 * @param allSources Also of stores that are on another machine.
 */
export async function ownSecrets(
  { definition, core }: LoadedDefinition,
  allSources: boolean,
): Promise<HeldSecrets> {
  const sources = definition.sources ?? [core.env()];
  const asked = sources.filter((source) => allSources || isLocal(source));
  const settings = core.describeSettings(definition).map(({ setting }) => setting);
  const secretSettings = settings.filter(({ secret }) => secret);
  const wanted = [...secretSettings, ...core.groupsOf(secretSettings)];
  const readings = await Promise.all(
    asked.map(async (source) => answered(source, wanted, { settings, core })),
  );
  const found = readings.map(({ reading }) => (reading ? secretsOf(reading, settings, core) : []));
  return {
    secrets: found.flat(),
    held: asked.map((source, index) => ({ source, printed: new Set((found[index] ?? []).map(String)) })),
    failures: readings.flatMap(({ failures }) => failures),
    unasked: sources.filter((source) => !asked.includes(source)).map(({ name }) => name),
  };
}

async function answered(
  source: Source,
  wanted: readonly Place[],
  { settings, core }: { readonly settings: readonly Setting[]; readonly core: Core },
): Promise<{ readonly reading?: Reading; readonly failures: readonly Finding[] }> {
  const context = {
    signal: AbortSignal.timeout(SOURCE_TIMEOUT_MS),
    deadlineMs: Date.now() + SOURCE_TIMEOUT_MS,
    settings,
  };
  try {
    const reading = await source.read(wanted, context);
    const failed = reading.answers.flatMap((each) => ("error" in each ? [each.error] : []));
    return { reading, failures: failed.map(({ message, fix }) => failure(message, fix)) };
  } catch (error) {
    const { message, fix } = core.asError(error, source.name, undefined, "could not be read");
    return { failures: [failure(message, fix)] };
  }
}

function failure(message: string, fix: string | undefined): Finding {
  return {
    code: "source-failed",
    message: `${message}: its values were not looked for`,
    ...(fix !== undefined && { fix }),
  };
}
