// Not the definition's copy: that of whatever looks for the values.
import { Secret, type Source } from "@confide/core";
import type { Place, Reading, Setting, StoreSource } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";

/** The values that a definition's sources have, also those that an earlier source's hide. */
export interface OwnSecrets {
  readonly secrets: readonly Secret<unknown>[];
  /** Sources that could not answer: their values are not looked for. */
  readonly failures: readonly Finding[];
  /** Stores that were not asked. */
  readonly unasked: readonly string[];
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
): Promise<OwnSecrets> {
  const sources = definition.sources ?? [core.env()];
  const asked = sources.filter((source) => allSources || isHere(source));
  const settings = core.describeSettings(definition).map(({ setting }) => setting);
  const secretSettings = settings.filter(({ secret }) => secret);
  const wanted = [...secretSettings, ...core.groupsOf(secretSettings)];
  const readings = await Promise.all(
    asked.map(async (source) => readingOf(source, wanted, { settings, core })),
  );
  return {
    secrets: readings.flatMap(({ reading }) => (reading ? secretsOf(reading, secretSettings, core) : [])),
    failures: readings.flatMap(({ failures }) => failures),
    unasked: sources.filter((source) => !asked.includes(source)).map(({ name }) => name),
  };
}

/** A file of this machine is one too, if it is encrypted. */
function isHere(source: Source): boolean {
  if (!("store" in source)) return true;
  return LOCAL_STORES.has((source as StoreSource).store.name);
}

const LOCAL_STORES: ReadonlySet<string> = new Set(["local-store", "memory-store"]);

async function readingOf(
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

/** An answer is of a secret, of a part of it, or of a group around it. */
function secretsOf({ answers }: Reading, settings: readonly Setting[], core: Core): Secret<unknown>[] {
  return settings.flatMap(({ path, name }) =>
    answers.flatMap((answer) => {
      if (!("value" in answer) || !isPrefix(answer.path, path, core)) return [];
      const value = propertyAt(plainOf(answer.value, core), path.slice(answer.path.length));
      return value === undefined ? [] : [new Secret(value, name)];
    }),
  );
}

function isPrefix(a: readonly string[], b: readonly string[], { pathName }: Core): boolean {
  const [first, second] = [a, b].map((path) => `${pathName(path)}.`);
  return first === "." || first === undefined || second === undefined
    ? true
    : first.startsWith(second) || second.startsWith(first);
}

/** A store's answer is a Secret. */
function plainOf(value: unknown, core: Core): unknown {
  return core.Secret.is(value) ? value.reveal("scan") : value;
}

function propertyAt(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  return path.reduce<unknown>((of, name) => {
    const tree = typeof of === "string" ? parsed(of) : of;
    return typeof tree === "object" && tree !== null && Object.hasOwn(tree, name)
      ? (Reflect.get(tree, name) as unknown)
      : undefined;
  }, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
