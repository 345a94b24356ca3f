import type { Problem } from "@confide/core";

import { defineCommand, type Result } from "../command.ts";
import type { Core } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { findingOf, warningFinding } from "../finding.ts";
import { loadOutcome } from "../settings/load.ts";
import { type Lookup, recording } from "../settings/lookups.ts";
import { namedSettings, unknownSetting } from "../settings/named-settings.ts";
import type { Page } from "../text/page.ts";

interface ExplainedSetting {
  readonly setting: string;
  readonly secret: boolean;
  readonly type: string;
  readonly required: boolean;
  /** The source that won; `default`, `absent` for an optional setting that nothing set, `missing` for a required one. */
  readonly from: string;
  readonly location?: string | undefined;
  readonly version?: string | undefined;
  /** Every place, in the order in which it is asked. */
  readonly places: readonly Lookup[];
}

interface ExplainData {
  readonly settings: readonly ExplainedSetting[];
  /** One setting was asked for. */
  readonly one: boolean;
}

export const explainCommand = defineCommand<ExplainData>({
  data: (z) => {
    const said = z.enum(["won", "shadowed", "nothing", "failed", "not-asked", "never"]);
    const lookup = z.strictObject({
      source: z.string(),
      location: z.string().optional(),
      version: z.string().optional(),
      said,
      note: z.string().optional(),
    });
    const setting = z.strictObject({
      setting: z.string(),
      secret: z.boolean(),
      type: z.string(),
      required: z.boolean(),
      from: z.string(),
      location: z.string().optional(),
      version: z.string().optional(),
      places: z.array(lookup).readonly(),
    });
    return z.strictObject({ settings: z.array(setting).readonly(), one: z.boolean() });
  },
  async run(context) {
    const loaded = await context.definition();
    const [asked] = context.args;
    return asked === undefined ? explainAll(loaded, undefined) : explainNamed(loaded, asked);
  },
  print({ settings, one }, page) {
    return one ? settings.map((each) => oneText(each, page)).join("\n") : originsTable(settings, page);
  },
});

/** With the problems of the settings that are shown: where a load fails, what it says of others is `check`'s to show. */
async function explainAll(
  { definition, core }: LoadedDefinition,
  names: readonly string[] | undefined,
): Promise<Result<ExplainData>> {
  const described = core.describeSettings(definition);
  const recorded = recording(definition, core);
  const { problems, warnings } = await loadOutcome(recorded.definition, core);
  const shown = described.filter(({ setting }) => names === undefined || names.includes(setting.name));
  const settings = shown.map((each): ExplainedSetting => {
    const places = recorded.lookupsOf(each, problems);
    const { name: setting, secret } = each.setting;
    const base = { setting, secret, type: each.type, required: each.required };
    return { ...base, ...originIn(each, places, problems, core), places };
  });
  const told = problems.filter(
    (each) => names === undefined || names.some((name) => isAbout(each, name, core)),
  );
  return {
    data: { settings, one: names?.length === 1 },
    problems: told.map((each) => findingOf(each, core.pathName)),
    ...(told.length > 0 && { report: (columns: number) => core.formatProblems(told, { columns }) }),
    warnings: warnings
      .filter(({ path, kind }) => {
        if (names === undefined) return path !== undefined || kind !== "absent";
        return path !== undefined && names.some((name) => isAround(path, name, core));
      })
      .map((each) => warningFinding(each, core.pathName)),
  };
}

async function explainNamed(loaded: LoadedDefinition, asked: string): Promise<Result<ExplainData>> {
  const { core, definition } = loaded;
  const described = core.describeSettings(definition);
  const found = namedSettings(asked, described);
  const message = "The definition has no such setting and no such group";
  if (found.length === 0) throw unknownSetting(asked, described, { core, message });
  return explainAll(
    loaded,
    found.map(({ setting }) => setting.name),
  );
}

/** A group that one secret fills fails as a whole, and so does all of a configuration; its own checks are about no setting. */
function isAbout({ path, places }: Problem, setting: string, core: Core): boolean {
  return path.length === 0 ? places.length > 0 : isAround(path, setting, core);
}

function isAround(path: readonly string[], setting: string, { pathName }: Core): boolean {
  const name = pathName(path);
  return setting === name || setting.startsWith(`${name}.`);
}

type Described = ReturnType<Core["describeSettings"]>[number];

function originIn(
  { setting, required, defaultText }: Described,
  places: readonly Lookup[],
  problems: readonly Problem[],
  core: Core,
): Pick<ExplainedSetting, "from" | "location" | "version"> {
  const won = places.find(({ said }) => said === "won");
  if (won) return { from: won.source, location: won.location, version: won.version };
  const problem = problems.find((each) => isAbout(each, setting.name, core));
  if (problem?.kind === "failed") return { from: "failed" };
  if (setting.hasDefault || defaultText !== undefined) return { from: "default" };
  return { from: required || problem ? "missing" : "absent" };
}

function originsTable(settings: readonly ExplainedSetting[], { table, style }: Page): string {
  const rows = settings.map(({ setting, secret, from, location = "", version, places }) => [
    secret ? `${setting} (secret)` : setting,
    from,
    location + versionText(version),
    places.flatMap(({ said, ...place }) => (said === "shadowed" ? placeText(place) : [])).join(", "),
  ]);
  const count = settings.length === 1 ? "1 setting" : `${settings.length} settings`;
  return `${table([["setting", "comes from", "at", "also in"], ...rows])}\n\n${style.dim(count)}`;
}

function oneText({ setting, secret, type, required, from, places }: ExplainedSetting, page: Page): string {
  const head = `${page.style.bold(setting)}  ${[type, ...(secret ? ["secret"] : []), required ? "required" : "optional"].join(", ")}`;
  const rows = places.map(({ said, note = "", source, location = "", version }, index) => [
    String(index + 1),
    source,
    location + versionText(version),
    SAID[said] + (note === "" ? "" : `: ${note}`),
  ]);
  return [head, "", page.table([["", "looked in", "for", "it said"], ...rows]), "", whyText(from)].join("\n");
}

const SAID: Readonly<Record<Lookup["said"], string>> = {
  won: "here it is",
  shadowed: "has one too, not used",
  nothing: "nothing",
  failed: "failed",
  "not-asked": "not asked",
  never: "can't hold it",
};

function whyText(from: string): string {
  switch (from) {
    case "missing":
      return "No place has a value, and the schema has no default.";
    case "absent":
      return "No place has a value. The setting is optional.";
    case "default":
      return "No place has a value, so the schema's default counts.";
    case "failed":
      return "A place could not answer, and a value behind it may not be taken in its place.";
    default:
      return `The first place that has a value wins: ${from}.`;
  }
}

function placeText({ source, location, version }: Pick<Lookup, "source" | "location" | "version">): string {
  const place =
    location === undefined || location.startsWith(source) ? (location ?? source) : `${source} ${location}`;
  return place + versionText(version);
}

/** As `formatExplanation` of core writes it. */
function versionText(version: string | undefined): string {
  return version === undefined ? "" : ` (version ${version})`;
}
