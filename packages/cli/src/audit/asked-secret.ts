import type { Definition } from "@confide/core";
import type { Place, SecretRef, SettingDescription } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { namedSettings } from "../settings/named-settings.ts";
import { storesOf } from "../stores/stores-of.ts";
import type { SecretUse } from "./uses.ts";

/** A setting with the places in stores where it is, or a secret of a store. */
export interface AskedSecret {
  /** What events may call it. */
  readonly settings: ReadonlySet<string>;
  readonly refs: readonly AskedRef[];
}

interface AskedRef {
  readonly ref: SecretRef;
  /** What events may call the store; left out: any store. */
  readonly stores?: readonly string[];
}

/** What somebody asked for: a setting or a group by its path or variable, or a secret of a store by its ref. */
export function askedSecret(name: string, definition: Definition | undefined, core: Core): AskedSecret {
  const found = definition ? namedSettings(name, core.describeSettings(definition)) : [];
  if (definition && found.length > 0) {
    const refs = found.flatMap(({ setting }) => refsOfSetting(setting, definition, core));
    return { settings: new Set(found.map(({ setting }) => setting.name)), refs };
  }
  return { settings: new Set([name]), refs: [{ ref: core.parseRef(name) }] };
}

export function askedSetting(
  setting: SettingDescription["setting"],
  definition: Definition,
  core: Core,
): AskedSecret {
  return { settings: new Set([setting.name]), refs: refsOfSetting(setting, definition, core) };
}

/** Of each store where it is, in whatever version: what was used of an older one is a use of the setting's secret. */
function refsOfSetting(setting: Place, definition: Definition, core: Core): readonly AskedRef[] {
  return storesOf(definition).flatMap(({ store, names, sources }) =>
    sources.flatMap((source) => {
      const ref = parsedRef(source.locate(setting) ?? "", core);
      if (ref === undefined) return [];
      const { version: _, ...anyVersion } = ref;
      return [{ ref: anyVersion, stores: [store.name, ...names] }];
    }),
  );
}

/**
 * Whether a use is one of a secret: it names the setting, or a group around it, or the secret in its store. The secret as a
 * whole is each of its properties.
 */
export function isUseOf({ settings, refs }: AskedSecret, use: SecretUse, core: Core): boolean {
  const { setting, store } = use;
  if (setting !== undefined && [...settings].some((each) => isWithin(each, setting))) return true;
  return refs.some(
    ({ ref, stores }) =>
      (stores === undefined || store === undefined || stores.includes(store)) && isOfRef(ref, use, core),
  );
}

/** A setting in a group, or the other way round. */
function isWithin(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** Of what was asked for by less, all counts: a name stands for all its versions and properties. */
function isOfRef({ name, version, property }: SecretRef, use: SecretUse, core: Core): boolean {
  // What a store gave without a setting is called as its secret.
  const text = use.ref ?? use.setting;
  const ref = text === undefined ? undefined : parsedRef(text, core);
  if (ref?.name !== name) return false;
  const used = [ref.version, use.version].filter((each) => each !== undefined);
  // A use whose version isn't known may be one of this version.
  if (version !== undefined && used.length > 0 && !used.includes(version)) return false;
  const wanted = property ?? [];
  return (ref.property ?? wanted).every(
    (part, index) => wanted[index] === undefined || part === wanted[index],
  );
}

function parsedRef(text: string, core: Core): SecretRef | undefined {
  try {
    return core.parseRef(text);
  } catch {
    return undefined; // `DATABASE_PASSWORD`, `.env:3`: places that are no store's
  }
}

/** Whether a use shows that there is such a name. That a group was read says nothing of the names in it. */
export function isNamedBy(
  { settings, refs }: AskedSecret,
  { setting = "", ref }: SecretUse,
  core: Core,
): boolean {
  if ([...settings].some((each) => setting === each || setting.startsWith(`${each}.`))) return true;
  const used = ref === undefined ? undefined : parsedRef(ref, core)?.name;
  return used !== undefined && refs.some((each) => each.ref.name === used);
}

/** The names by which a definition's settings and their secrets may be asked for. */
export function askableNames(definition: Definition, core: Core): readonly string[] {
  return core
    .describeSettings(definition)
    .flatMap(({ setting, variable }) => [
      setting.name,
      ...(variable === undefined ? [] : [variable]),
      ...setting.groups.map((group) => group.name),
      ...refsOfSetting(setting, definition, core).map(({ ref }) => ref.name),
    ]);
}
