import type { Definition, Source } from "@confide/core";
import { type Group, groupsOf, type Reading, type Secret, type Setting } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { secretNamed, valueBelow } from "./value-below.ts";

/** What the sources of this machine hold for the secret settings of a definition. */
export interface LocalSecrets {
  /** Every value, also one that another source's hides; each is called as its setting. */
  readonly secrets: readonly Secret[];
  /** Files and folders that hold them. */
  readonly files: readonly string[];
  /** The names of sources that could not be read. */
  readonly failed: readonly string[];
}

const LOCAL_READ_MS = 5_000;

/**
 * Asks each local source for all secret settings. No store but one in a file is asked, so that no cloud is called, and what is
 * missing or invalid doesn't matter.
 *
 * @throws ConfigError for a schema that can't be a configuration.
 */
export async function localSecrets(definition: Definition, core: Core): Promise<LocalSecrets> {
  const settings = core.describeSettings(definition).map(({ setting }) => setting);
  const local = (definition.sources ?? [core.env()]).filter(isLocal);
  const readings = await Promise.all(local.map(async (source) => readingOf(source, settings)));
  return {
    secrets: readings.flatMap((reading) => (reading ? secretsOf(reading, settings, core) : [])),
    files: local.flatMap(({ watches = [] }) => watches),
    failed: local.flatMap(({ name }, index) => (isWhole(readings[index]) ? [] : [name])),
  };
}

/** One that can answer at once asks nobody. Arguments are the command's own. */
export function isLocal(source: Source): boolean {
  if (source.name === "args") return false;
  return source.readSync !== undefined || localStoreName(source) === "local-store";
}

function localStoreName(source: object): unknown {
  const store: unknown = "store" in source ? source.store : undefined;
  return typeof store === "object" && store !== null && "name" in store ? store.name : undefined;
}

async function readingOf(source: Source, settings: readonly Setting[]): Promise<Reading | undefined> {
  const secret = settings.filter((each) => each.secret);
  try {
    return await source.read([...secret, ...groupsOf(secret)], {
      signal: AbortSignal.timeout(LOCAL_READ_MS),
      deadlineMs: Date.now() + LOCAL_READ_MS,
      settings,
    });
  } catch {
    return undefined; // its message may quote a value
  }
}

function isWhole(reading: Reading | undefined): boolean {
  return reading?.answers.every((answer) => !("error" in answer)) ?? false;
}

/** The values of secret settings in what a source answered. */
export function secretsOf({ answers }: Reading, settings: readonly Setting[], core: Core): readonly Secret[] {
  return answers.flatMap((answer) => {
    if (!("value" in answer)) return [];
    const value: unknown = core.Secret.is(answer.value) ? answer.value.reveal("redaction") : answer.value;
    return settings
      .filter(({ secret, path }) => secret && areOnOneWay(path, answer.path))
      .flatMap(({ path, name }) => secretNamed(name, valueBelow(value, path.slice(answer.path.length))));
  });
}

/** A group's answer holds its settings', and a part's is one of its setting. */
function areOnOneWay(path: readonly string[], other: Group["path"]): boolean {
  return path.slice(0, other.length).every((segment, index) => segment === other[index]);
}
