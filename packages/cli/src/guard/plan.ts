import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { Secret, Source } from "@confide/core";
import type { Place, Setting } from "@confide/core/adapter";

import type { LoadedDefinition } from "../definition/load-definition.ts";
import { isLocal } from "../settings/local-secrets.ts";
import type { Terminal } from "../terminal.ts";
import { definitionFiles } from "./definition-files.ts";
import { type PlannedPlace, plannedValues } from "./planned-values.ts";

/**
 * Where the values of a definition are, by names, so that the definition isn't imported at every call: zod alone takes longer
 * than all else. It holds no value, and is thrown away with any change of the definition's files.
 */
export interface GuardPlan {
  readonly version: 1;
  readonly folder: string;
  /** The definition's files, and what says that they are as they were. */
  readonly files: readonly FileStamp[];
  readonly places: readonly PlannedPlace[];
  readonly envFiles: readonly string[];
  readonly harmless: readonly string[];
}

interface FileStamp {
  readonly path: string;
  readonly stamp: string;
}

/** One that can be relied on; `undefined`: the definition has to be imported. */
export function readPlan(file: string, folder: string): GuardPlan | undefined {
  try {
    const kept = planPath(folder);
    if (kept === undefined) return undefined;
    const plan = JSON.parse(readFileSync(kept, "utf8")) as GuardPlan;
    const fits = plan.version === 1 && plan.folder === folder && plan.files[0]?.path === file;
    return fits && plan.files.every(({ path, stamp }) => stampOf(path) === stamp) ? plan : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a plan where names alone lead to the same values: `env()` and `dotenv()`, and a definition whose files are all known and
 * depend on nothing but themselves.
 */
export async function keepPlan(
  loaded: LoadedDefinition,
  secrets: readonly Secret<unknown>[],
  { harmless, env }: { readonly harmless: ReadonlySet<string>; readonly env: Terminal["env"] },
): Promise<void> {
  const { definition, core, file, folder } = loaded;
  const sources = (definition.sources ?? [core.env()]).filter(isLocal);
  const files = sources.every(isByName) ? definitionFiles(file) : undefined;
  if (files === undefined) return;
  const settings = core
    .describeSettings(definition)
    .flatMap(({ setting }) => (setting.secret ? setting : []));
  const plan: GuardPlan = {
    version: 1,
    folder,
    files: files.map((path) => ({ path, stamp: stampOf(path) })),
    places: [...settings, ...core.groupsOf(settings)].flatMap((place) =>
      plannedPlace(place, settings, sources),
    ),
    envFiles: sources.flatMap(({ watches = [] }) => watches.map((path) => resolve(folder, path))),
    harmless: [...harmless],
  };
  const isSame = sameSecrets(await plannedValues(plan, env), secrets);
  if (isSame && settings.every(({ valueType }) => SIMPLE.has(valueType.type))) await writePlan(plan);
}

/** `env()` and `dotenv()`: a name is all that leads to a value. */
function isByName({ name, names, watches = [] }: Source): boolean {
  const areEnvFiles = watches.length > 0 && watches.every((path) => /(?:^|[\\/])\.env[^\\/]*$/.test(path));
  return names !== undefined && (name === "env" || areEnvFiles);
}

/** Under a group's name there are the values of its settings. */
function plannedPlace(
  place: Place,
  settings: readonly Setting[],
  sources: readonly Source[],
): readonly PlannedPlace[] {
  const names = [...new Set(sources.flatMap((source) => source.names?.(place) ?? []))];
  if (names.length === 0) return [];
  const inner = settings.filter(({ path }) => place.path.every((segment, index) => segment === path[index]));
  const below = inner.map(({ name, path }) => ({ name, below: path.slice(place.path.length) }));
  return [{ names, settings: below }];
}

/** Others may have parts under names that only a look at all names finds. */
const SIMPLE: ReadonlySet<string> = new Set([
  "text",
  "number",
  "integer",
  "bigint",
  "boolean",
  "bytes",
  "choice",
  "date",
  "stringbool",
]);

function sameSecrets(left: readonly Secret[] | undefined, right: readonly Secret<unknown>[]): boolean {
  const told = (secrets: readonly Secret<unknown>[]) =>
    new Set(secrets.map((secret) => `${String(secret)} ${JSON.stringify(secret.reveal("redaction"))}`));
  return left !== undefined && told(left).symmetricDifference(told(right)).size === 0;
}

async function writePlan(plan: GuardPlan): Promise<void> {
  const { replaceFile } = await import("../files/replace-file.ts");
  const path = planPath(plan.folder);
  try {
    if (path !== undefined) replaceFile(path, `${JSON.stringify(plan)}\n`);
  } catch {
    // It is quicker with it, and works without
  }
}

/** Where tools keep what they can make again: below the nearest `node_modules`. */
function planPath(folder: string): string | undefined {
  for (let above = folder; ; above = dirname(above)) {
    if (existsSync(join(above, "node_modules"))) {
      const name = folder.replaceAll(/\W+/g, "-").slice(-100);
      return join(above, "node_modules/.cache/confide", `guard${name}.json`);
    }
    if (dirname(above) === above) return undefined;
  }
}

function stampOf(path: string): string {
  const { mtimeMs, ctimeMs, size, ino } = statSync(path);
  return [mtimeMs, ctimeMs, size, ino].join(" ");
}
