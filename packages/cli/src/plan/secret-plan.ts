import { dirname, join, resolve } from "node:path";

import type { Secret, Source } from "@confide/core";
import type { Place, Setting } from "@confide/core/adapter";

import { existsSync, readFileSync, statSync } from "../node-fs.ts";
import { definitionFolder, findDefinition } from "../definition/find.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { isLocal } from "../settings/local-secrets.ts";
import type { Terminal } from "../terminal.ts";
import { definitionFiles } from "./definition-files.ts";
import { type PlannedPlace, plannedValues } from "./planned-values.ts";

/**
 * Where the values of a definition are, by names, so that the definition isn't imported at every call: zod alone takes longer
 * than all else. It holds no value, and is thrown away with any change of the definition's files.
 */
interface SecretPlan {
  readonly version: 2;
  readonly folder: string;
  /** The definition's files, and what says that they are as they were. */
  readonly files: readonly FileStamp[];
  readonly places: readonly PlannedPlace[];
  readonly envFiles: readonly string[];
  readonly harmless: readonly string[];
  /** Sources on other machines, which are not asked. */
  readonly unasked: readonly string[];
}

const PLAN_VERSION = 2;

interface FileStamp {
  readonly path: string;
  readonly stamp: string;
}

/** What a plan leads to. */
interface PlannedSecrets {
  readonly plan: SecretPlan;
  readonly secrets: readonly Secret[];
}

/** By the plan of an earlier call for the definition of the folder; `undefined`: it has to be imported. */
export async function plannedSecrets({
  cwd,
  env,
}: Pick<Terminal, "cwd" | "env">): Promise<PlannedSecrets | undefined> {
  const file = definitionOrNone(cwd);
  const plan = file === undefined ? undefined : readPlan(file, definitionFolder(file));
  const secrets = plan && (await plannedValues(plan, env));
  return plan && secrets && { plan, secrets };
}

/** Why there is none is said by who needs one. */
function definitionOrNone(cwd: string): string | undefined {
  try {
    return findDefinition(cwd);
  } catch {
    return undefined;
  }
}

/** One that can be relied on. */
function readPlan(file: string, folder: string): SecretPlan | undefined {
  try {
    const kept = planPath(folder);
    if (kept === undefined) return undefined;
    const plan = JSON.parse(readFileSync(kept, "utf8")) as SecretPlan;
    const fits = plan.version === PLAN_VERSION && plan.folder === folder && plan.files[0]?.path === file;
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
  const all = definition.sources ?? [core.env()];
  const sources = all.filter(isLocal);
  const files = sources.every(isByName) ? definitionFiles(file) : undefined;
  if (files === undefined) return;
  const settings = core
    .describeSettings(definition)
    .flatMap(({ setting }) => (setting.secret ? setting : []));
  const plan: SecretPlan = {
    version: PLAN_VERSION,
    folder,
    files: files.map((path) => ({ path, stamp: stampOf(path) })),
    places: [...settings, ...core.groupsOf(settings)].flatMap((place) =>
      plannedPlace(place, settings, sources),
    ),
    envFiles: sources.flatMap(({ watches = [] }) => watches.map((path) => resolve(folder, path))),
    harmless: [...harmless],
    unasked: all.filter((source) => !isLocal(source)).map(({ name }) => name),
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

async function writePlan(plan: SecretPlan): Promise<void> {
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
