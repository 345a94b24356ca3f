import type { Origin } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";

/** The setting whose value has leaked. */
export interface LeakedSetting {
  readonly name: string;
  /** Where it may be read from. */
  readonly places: readonly Origin[];
  readonly refs: readonly string[];
}

/** @throws CouldNotLook where no secret setting is called so. */
export function leakedSetting(
  name: string | undefined,
  { definition, core }: LoadedDefinition,
): LeakedSetting {
  const described = core.describeSettings(definition);
  const found = described.find(({ setting, variable }) => setting.name === name || variable === name);
  const secrets = described.filter(({ setting }) => setting.secret).map(({ setting }) => setting.name);
  if (found?.setting.secret !== true) {
    const variables = described.flatMap(({ setting, variable }) => (setting.secret ? (variable ?? []) : []));
    const meant = core.nearest(name ?? "", [...secrets, ...variables]);
    throw new CouldNotLook({
      code: "unknown-setting",
      message: "The definition has no secret setting of that name",
      fix: meant === undefined ? `its secrets are ${secrets.join(", ")}` : `did you mean ${meant}?`,
    });
  }
  const refs = found.places.flatMap(({ location }) => location ?? []);
  return { name: found.setting.name, places: found.places, refs };
}
