import type { SettingDescription } from "@confide/core/adapter";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";

/** The settings that a path or a variable names: one, or all of a group. */
export function namedSettings(
  name: string,
  all: readonly SettingDescription[],
): readonly SettingDescription[] {
  const exact = all.filter(({ setting, variable }) => setting.name === name || variable === name);
  return exact.length > 0 ? exact : all.filter(({ setting }) => setting.name.startsWith(`${name}.`));
}

const MOST_NAMES = 12;

/** For a name that is none. It isn't quoted: a value may have been typed in its place. */
export function unknownSetting(
  name: string,
  all: readonly SettingDescription[],
  { core, message }: { readonly core: Core; readonly message: string },
): CouldNotLook {
  const settings = all.map(({ setting }) => setting.name);
  const groups = all.flatMap(({ setting }) => setting.groups.map((group) => group.name));
  const meant = core.nearest(name, [
    ...settings,
    ...all.flatMap(({ variable }) => variable ?? []),
    ...groups,
  ]);
  const listed = [...settings.slice(0, MOST_NAMES), ...(settings.length > MOST_NAMES ? ["…"] : [])].join(
    ", ",
  );
  return new CouldNotLook({
    code: "unknown-setting",
    message,
    fix: meant === undefined ? `name one by its path or its variable: ${listed}` : `did you mean ${meant}?`,
    next: [{ command: "confide explain", why: "lists all settings" }],
  });
}
