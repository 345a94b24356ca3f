import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";

/** The setting whose value has leaked. */
export interface LeakedSetting {
  readonly name: string;
  readonly variable: string;
  readonly places: readonly string[];
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
  if (found?.setting.secret !== true)
    throw new CouldNotLook({
      code: "unknown-setting",
      message: "The definition has no secret setting of that name",
      fix: `its secrets are ${secrets.join(", ")}`,
    });
  const places = found.places.map(({ source, location = "" }) => `${source} ${location}`.trim());
  const refs = found.places.flatMap(({ location }) => location ?? []);
  return { name: found.setting.name, variable: found.variable ?? found.setting.name, places, refs };
}
