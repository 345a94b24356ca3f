import { recorded } from "../audit/recorded.ts";
import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook, declined } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { VALUE_REFUSED } from "../options/option-spec.ts";
import { readValue } from "../secrets/read-value.ts";
import { refOf } from "../secrets/secret-ref.ts";
import { namedSettings } from "../settings/named-settings.ts";
import { currentText, type Target, targetIn } from "../secrets/target.ts";
import { mustKeepProperties, withOneProperty, writeSecret } from "../secrets/write-secret.ts";
import { chooseStore } from "../stores/choose-store.ts";
import { type NamedStore, storesOf } from "../stores/stores-of.ts";

interface SecretSetData {
  readonly store: string;
  readonly name: string;
  readonly property?: string | undefined;
  readonly created: boolean;
  readonly version: string;
  readonly previousVersion?: string | undefined;
}

export const secretSetCommand = defineCommand<SecretSetData>({
  data: (z) =>
    z.strictObject({
      store: z.string(),
      name: z.string(),
      property: z.string().optional(),
      created: z.boolean(),
      version: z.string(),
      previousVersion: z.string().optional(),
    }),
  async run(context) {
    const { options, args, terminal, reader } = context;
    const given = args[0] ?? "";
    checkNoValue(given);
    const loaded = await context.definition();
    const { definition, core } = loaded;
    const at = chooseStore(storesOf(definition), options.text("store"), core.nearest);
    const { name, version, property } = refOf(given, core);
    if (version !== undefined) throw versionGiven();
    const target = await targetIn(at, name, core);
    const meant = target.now === undefined ? placeOfSetting(given, at, loaded) : undefined;
    if (meant !== undefined) throw settingGiven(meant, at.name);
    if (!(await context.confirm(writeQuestion(target, given.split("#")[1])))) throw declined();
    const canBePrompted = reader === "person" && terminal.stderr.isTTY;
    const value = await readValue(
      terminal.stdin,
      { isPerson: canBePrompted, exact: options.flag("exact") },
      core,
    );
    if (property === undefined) await mustKeepProperties(target, value, core);
    const write = async (secret: Parameters<typeof writeSecret>[1]) => writeSecret(target, secret, core);
    const { result, warnings } =
      property === undefined
        ? { result: await write(new core.Secret(value, name)), warnings: [] }
        : await recorded(loaded, async () => write(await withOneProperty(target, property, value, core)));
    const previous = target.now?.current;
    return {
      data: {
        store: at.name,
        name,
        ...(property && { property: given.split("#")[1] }),
        created: target.now === undefined,
        version: result,
        ...(previous !== undefined && { previousVersion: previous }),
      },
      warnings,
    };
  },
  print({ store, name, property, version, created }, { style }) {
    const what = property === undefined ? name : `${name}#${property}`;
    return `${style.green("✓")} ${created ? "created" : "wrote"} ${what} in ${store}: version ${version}`;
  },
});

function writeQuestion(target: Target, property: string | undefined): Parameters<Context["confirm"]>[0] {
  const { at, name, now } = target;
  return {
    shown: ({ facts }) =>
      facts([
        ["store", at.name],
        ["secret", name],
        ["property", property === undefined ? "" : `${property}: the others stay`],
        ["now", now === undefined ? "it isn't there: it is created" : currentText(target)],
        ["stage", "current: readers see the new version at once"],
      ]),
    asks: `Write ${name}?`,
    unasked: `${name} in ${at.name} would be written`,
    fix: "add --yes to write it",
  };
}

/** Before anything else happens: what is behind the = is not sent anywhere, nor quoted. */
function checkNoValue(given: string): void {
  if (!given.replace(/\?version=[^#]*/, "").includes("=")) return;
  throw new CouldNotLook({ code: "usage", ...VALUE_REFUSED });
}

/** Where a setting is read from that somebody has named in place of its secret. */
function placeOfSetting(
  given: string,
  { sources }: NamedStore,
  { definition, core }: LoadedDefinition,
): string | undefined {
  const [named, ...others] = namedSettings(given, core.describeSettings(definition));
  if (named === undefined || others.length > 0) return undefined;
  const places = sources.flatMap((source) => source.locate(named.setting) ?? []);
  return places.includes(given) ? undefined : places[0];
}

function settingGiven(place: string, store: string): CouldNotLook {
  return new CouldNotLook({
    code: "setting-given",
    message: `This is a setting, and ${store} has no secret of that name`,
    fix: `name the secret that the setting is read from: ${place}`,
  });
}

function versionGiven(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "A new value is a new version: none can be named",
    fix: "leave out what begins with ?",
  });
}
