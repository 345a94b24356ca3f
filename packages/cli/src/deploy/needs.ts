import type { Definition, Source } from "@confide/core";
import type { Group, Place, Setting, SettingDescription } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";

/** A setting, and what a deployment can give it by. */
export interface NeededSetting {
  readonly name: string;
  readonly secret: boolean;
  /** A load fails without it, whatever else is given. */
  readonly required: boolean;
  /** What reports call it. */
  readonly variable: string;
  readonly variables: readonly string[];
  /** Of the groups around it: an object of JSON. */
  readonly groupVariables: readonly string[];
  /** `DATABASE_PASSWORD_FILE` */
  readonly fileVariables: readonly string[];
  /** In the spelling of `spelledFile`. */
  readonly files: readonly string[];
  readonly args: readonly string[];
  /** Its parts have variables of their own: `SERVERS_0_PORT`. */
  readonly hasParts: boolean;
  /** Sources that may have it, and of which a deployment's file says nothing: stores, files of settings. */
  readonly elsewhere: readonly string[];
}

export interface DeployNeeds {
  readonly settings: readonly NeededSetting[];
  /** What the definition's variables begin with, where they do. */
  readonly prefixes: readonly string[];
  readonly readsEnvFiles: boolean;
}

/** What a definition takes of a deployment. */
export function needsOf({ sources, ...definition }: Definition, core: Core): DeployNeeds {
  const all = (sources ?? [core.env()]).map((source) => ({ source, channel: channelOf(source) }));
  const described = core.describeSettings({ ...definition, ...(sources && { sources }) });
  const readers = all.filter(({ channel }) => channel === "variables").map(({ source }) => source);
  const groups = described.flatMap(({ setting }) => [setting, ...setting.groups]);
  const own = groups.flatMap(({ prefix }) => prefix?.text ?? []);
  return {
    settings: described.map((each) => neededSetting(each, all)),
    prefixes: [...new Set([...readers.map(prefixOf), ...own])].filter((prefix) => prefix !== ""),
    readsEnvFiles: all.some(({ channel }) => channel === "env-file"),
  };
}

/**
 * How a deployment reaches a source. `.env` files are not a deployment's: they are left out of images and repositories.
 * `elsewhere`: the file can't say what it has.
 */
type Channel = "variables" | "file-variables" | "files" | "args" | "env-file" | "elsewhere";

interface Reached {
  readonly source: Source;
  readonly channel: Channel;
}

const PROBE: Group = { path: ["x", "y"], name: "x.y", env: [] };

/** Wrappers, `optional()`, keep a source's name and how it spells names. */
function channelOf(source: Source): Channel {
  if (source.name === "env") return "variables";
  if (source.name === "file-variables") return "file-variables";
  if (source.name === "args") return "args";
  const [spelled] = source.names?.(PROBE) ?? [];
  if (source.watches === undefined || spelled === undefined) return "elsewhere";
  // A folder with one file a value spells names in small letters, a .env file in capitals.
  return spelled.endsWith("x_y") ? "files" : "env-file";
}

function prefixOf(source: Source): string {
  const spelled = source.names?.({ path: ["x"], name: "x", env: [] })[0] ?? "X";
  return spelled.slice(0, -"X".length);
}

function neededSetting(
  { setting, required, note, variable }: SettingDescription,
  all: readonly Reached[],
): NeededSetting {
  const by = (wanted: Channel, place: Place = setting) =>
    all.flatMap(({ source, channel }) => (channel === wanted ? (source.names?.(place) ?? []) : []));
  const variables = by("variables");
  return {
    name: setting.name,
    secret: setting.secret,
    required: required && note === undefined,
    variable: variables[0] ?? variable ?? setting.name,
    variables,
    groupVariables: setting.groups.flatMap((group) => by("variables", group)),
    fileVariables: by("file-variables"),
    files: [setting, ...setting.groups].flatMap((place) => by("files", place)),
    args: by("args"),
    hasParts: PARTED.has(innermost(setting).type),
    elsewhere: all.flatMap(({ source, channel }) =>
      channel === "elsewhere" && source.locate(setting) !== undefined ? [source.name] : [],
    ),
  };
}

const PARTED: ReadonlySet<string> = new Set(["array", "set", "tuple", "record", "map", "object", "union"]);

function innermost({ valueType }: Pick<Setting, "valueType">): Setting["valueType"] {
  let type = valueType;
  while (type.type === "nullable" || type.type === "lenient") type = type.of;
  return type;
}

/** As `secretFiles()` compares names: `database-password` is `database_password`. */
export function spelledFile(name: string): string {
  return name.toLowerCase().replace(/[/.\-_]+/g, "_");
}
